/** What a visit can be about; the words stand under `words.visit_topic`. */
export const VISIT_TOPICS = ['family', 'production', 'policy', 'difficulty', 'reply', 'safety', 'environment', 'other'] as const
