//! Merging edits of a form.
//!
//! An edit names the version of the form that its author had before his eyes. A field that nobody has changed since
//! takes the new value; a field that somebody has changed since to something else is a conflict: the form keeps the
//! value that came first, and both are named until somebody decides.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Field;

/// A value that a field had, and from which version of the form on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Empty when it was cleared.
    pub value: String,
    /// The version of the form that it made.
    pub version: i32,
    /// The edit that wrote it.
    pub edit: Uuid,
}

/// Two values for one field, neither of whose authors knew of the other's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Which field.
    pub field: Field,
    /// What the author of the second value had before his eyes; none when the field was empty.
    pub base: Option<String>,
    /// The value that the form keeps meanwhile.
    pub first: String,
    /// The value that came later.
    pub second: String,
}

/// A form as far as it is known: every value that a field had, and what is undecided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// 0 before the first edit.
    pub version: i32,
    /// Of each field, from the first value to the last.
    pub entries: BTreeMap<Field, Vec<Entry>>,
    /// What nobody has decided yet.
    pub open: Vec<Conflict>,
}

/// What somebody wants to write.
#[derive(Clone, Debug)]
pub struct Edit<'a> {
    /// Its own id.
    pub id: Uuid,
    /// The version of the form that its author had before his eyes.
    pub base: i32,
    /// Edits of his own that he made before this one and had no answer to yet: he knew of them.
    pub after: &'a [Uuid],
    /// Each field once.
    pub changes: &'a [(Field, String)],
}

/// What comes of an edit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Fields that take a new value.
    pub changed: Vec<(Field, String)>,
    /// Fields that keep theirs, with both values.
    pub conflicts: Vec<Conflict>,
}

impl Merged {
    /// Whether the form stays as it was.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.conflicts.is_empty()
    }
}

impl Form {
    /// What stands in a field; empty when nothing does.
    pub fn value(&self, field: Field) -> &str {
        self.entries.get(&field).and_then(|entries| entries.last()).map_or("", |entry| entry.value.as_str())
    }
}

impl Edit<'_> {
    fn knew(&self, entry: &Entry) -> bool {
        entry.version <= self.base || self.after.contains(&entry.edit)
    }
}

/// What comes of an edit to a form. The form is not changed here.
pub fn merge(form: &Form, edit: &Edit<'_>) -> Merged {
    let mut merged = Merged::default();
    for (field, value) in edit.changes {
        let entries = form.entries.get(field).map_or(&[][..], Vec::as_slice);
        if form.value(*field) == value {
            // Both say the same.
            continue;
        }
        if entries.last().is_none_or(|last| edit.knew(last)) {
            merged.changed.push((*field, value.clone()));
            continue;
        }
        let named = |conflict: &&Conflict| {
            conflict.field == *field && (conflict.first == *value || conflict.second == *value)
        };
        if form.open.iter().any(|conflict| named(&conflict)) {
            // Somebody has to decide about this value already.
            continue;
        }
        let base = entries.iter().rfind(|entry| edit.knew(entry)).map(|entry| entry.value.clone());
        merged.conflicts.push(Conflict {
            field: *field,
            base: base.filter(|base| !base.is_empty()),
            first: form.value(*field).to_owned(),
            second: value.clone(),
        });
    }
    merged
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::condition::HouseholdField;

    /// Writes what came of an edit, as the store does.
    fn apply(form: &Form, edit: &Edit<'_>) -> Form {
        let merged = merge(form, edit);
        let mut after = form.clone();
        if merged.is_empty() {
            return after;
        }
        after.version += 1;
        for (field, value) in merged.changed {
            let entry = Entry { value, version: after.version, edit: edit.id };
            after.entries.entry(field).or_default().push(entry);
        }
        after.open.extend(merged.conflicts);
        after
    }

    /// What is written somewhere: in a field now, earlier, or in a conflict.
    fn kept(form: &Form) -> BTreeSet<(Field, String)> {
        let entries = form
            .entries
            .iter()
            .flat_map(|(field, entries)| entries.iter().map(|entry| (*field, entry.value.clone())));
        let open = form.open.iter().flat_map(|conflict| {
            [(conflict.field, conflict.first.clone()), (conflict.field, conflict.second.clone())]
        });
        entries.chain(open).collect()
    }

    fn values(form: &Form) -> Vec<(Field, String)> {
        form.entries.keys().map(|field| (*field, form.value(*field).to_owned())).collect()
    }

    #[derive(Clone, Debug)]
    struct Sent {
        id: Uuid,
        behind: i32,
        changes: Vec<(Field, String)>,
    }

    impl Sent {
        fn to(&self, form: &Form) -> Edit<'_> {
            Edit {
                id: self.id,
                base: (form.version - self.behind).max(0),
                after: &[],
                changes: &self.changes,
            }
        }
    }

    fn field() -> impl Strategy<Value = Field> {
        prop::sample::select(HouseholdField::ALL).prop_map(Field::Household)
    }

    fn sent() -> impl Strategy<Value = Sent> {
        let changes = prop::collection::btree_map(field(), "[甲乙丙丁]{0,2}", 1..5);
        (any::<u128>(), 0..4i32, changes).prop_map(|(id, behind, changes)| Sent {
            id: Uuid::from_u128(id),
            behind,
            changes: changes.into_iter().collect(),
        })
    }

    fn form() -> impl Strategy<Value = Form> {
        prop::collection::vec(sent(), 0..8)
            .prop_map(|edits| edits.iter().fold(Form::default(), |form, sent| apply(&form, &sent.to(&form))))
    }

    proptest! {
        /// Two phones, both with the same form before their eyes.
        #[test]
        fn edits_of_different_fields_come_out_the_same_in_either_order(form in form(), one in sent(), other in sent()) {
            let theirs: BTreeSet<Field> = one.changes.iter().map(|(field, _)| *field).collect();
            let other = Sent {
                changes: other.changes.into_iter().filter(|(field, _)| !theirs.contains(field)).collect(),
                ..other
            };
            let (a, b) = (one.to(&form), other.to(&form));
            let (ab, ba) = (apply(&apply(&form, &a), &b), apply(&apply(&form, &b), &a));
            prop_assert_eq!(values(&ab), values(&ba));
            let open = |form: &Form| form.open.iter().map(|conflict| format!("{conflict:?}")).collect::<BTreeSet<_>>();
            prop_assert_eq!(open(&ab), open(&ba));
            prop_assert_eq!(kept(&ab), kept(&ba));
        }

        #[test]
        fn nothing_that_anybody_wrote_is_lost(form in form(), sent in sent()) {
            let after = apply(&form, &sent.to(&form));
            let before = kept(&form);
            prop_assert!(before.is_subset(&kept(&after)));
            for (field, value) in &sent.changes {
                // Clearing an empty field writes nothing.
                prop_assert!(
                    kept(&after).contains(&(*field, value.clone())) || value.is_empty() && form.value(*field).is_empty()
                );
            }
        }

        #[test]
        fn every_true_conflict_is_named_and_nothing_else(form in form(), sent in sent()) {
            let edit = sent.to(&form);
            let merged = merge(&form, &edit);
            for (field, value) in edit.changes {
                let unknown = form.entries.get(field).and_then(|entries| entries.last())
                    .is_some_and(|last| last.version > edit.base);
                let differs = form.value(*field) != value;
                let waiting = form.open.iter().any(|conflict| {
                    conflict.field == *field && (conflict.first == *value || conflict.second == *value)
                });
                let named = merged.conflicts.iter().find(|conflict| conflict.field == *field);
                prop_assert_eq!(named.is_some(), unknown && differs && !waiting);
                if let Some(named) = named {
                    prop_assert_eq!((named.first.as_str(), &named.second), (form.value(*field), value));
                }
                let changed = merged.changed.iter().any(|(changed, _)| changed == field);
                prop_assert_eq!(changed, differs && !unknown);
            }
        }

        #[test]
        fn two_phones_that_write_one_field_see_both_values_whoever_was_first(form in form(), field in field()) {
            let (one, other) = ("一".to_owned(), "二".to_owned());
            let (a, b) = ([(field, one.clone())], [(field, other.clone())]);
            let edit = |id, changes| Edit { id: Uuid::from_u128(id), base: form.version, after: &[], changes };
            let (a, b) = (edit(1, &a), edit(2, &b));
            for (first, second) in [(&a, &b), (&b, &a)] {
                let after = apply(&apply(&form, first), second);
                let conflict = after.open.last().expect("a conflict");
                prop_assert_eq!(
                    BTreeSet::from([conflict.first.clone(), conflict.second.clone()]),
                    BTreeSet::from([one.clone(), other.clone()])
                );
                prop_assert_eq!(after.value(field), first.changes[0].1.as_str());
                prop_assert_eq!(conflict.base.as_deref().unwrap_or_default(), form.value(field));
            }
        }

        #[test]
        fn the_same_edit_twice_is_the_same_edit(form in form(), sent in sent()) {
            let edit = sent.to(&form);
            let once = apply(&form, &edit);
            prop_assert_eq!(&apply(&once, &edit), &once);
        }
    }

    #[test]
    fn what_one_phone_wrote_on_top_of_its_own_is_no_conflict() {
        let field = Field::Household(HouseholdField::Needs);
        let (first, second) = ([(field, "修路".to_owned())], [(field, "修桥".to_owned())]);
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let form = apply(&Form::default(), &Edit { id: one, base: 0, after: &[], changes: &first });
        let knowing = Edit { id: two, base: 0, after: &[one], changes: &second };
        assert_eq!(merge(&form, &knowing).changed, second);
        let unknowing = Edit { after: &[], ..knowing };
        assert_eq!(merge(&form, &unknowing).conflicts.len(), 1);
    }
}
