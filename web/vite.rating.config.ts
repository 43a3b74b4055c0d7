import { classicScript } from './es5.ts'

// The rating page's script: every phone can seal its ballot.
export default classicScript('./src/household/rating/rating.ts', 'lianxinRating', 'rating.js')
