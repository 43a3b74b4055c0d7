//! What the API shows and takes of condition forms.

use chrono::{DateTime, Utc};
use poem_openapi::{ApiResponse, Enum, Object, payload::Json};
use uuid::Uuid;

/// A field of a form and what stands in it.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct FormField {
    /// `income_sources`, `income_amount`, `production`, `housing`, `health`, `difficulties`, `needs`, `remarks`, or
    /// `member:UUID:` with `occupation`, `health`, `phone`, `id_number`, `relation`, `whereabouts`.
    pub field: String,
    /// Empty when it was cleared. Telephone and identity numbers are masked.
    pub value: String,
    /// Whether the value is masked.
    pub masked: bool,
    /// The version of the form that it made.
    pub version: i32,
    pub changed_at: DateTime<Utc>,
    /// Name of whoever wrote it.
    pub changed_by: String,
}

/// Two values for one field, neither of whose authors knew of the other's.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct FormConflict {
    pub id: Uuid,
    pub field: String,
    /// What the author of the second value had before his eyes.
    pub base: Option<String>,
    /// The value that came first and that the form keeps until somebody decides.
    pub first: String,
    pub second: String,
    /// Whether the values are masked.
    pub masked: bool,
    pub first_by: String,
    pub second_by: String,
    pub at: DateTime<Utc>,
}

/// A member of the household, as the roster has him.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct FormMember {
    pub id: Uuid,
    pub name: String,
    pub relation: String,
    pub birth_year: i32,
    pub sex: String,
}

/// The condition form of a household.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct ConditionForm {
    pub household_id: Uuid,
    /// 0 before the first edit.
    pub version: i32,
    /// Fields that were ever filled in.
    pub fields: Vec<FormField>,
    /// What nobody has decided yet.
    pub conflicts: Vec<FormConflict>,
    pub members: Vec<FormMember>,
}

/// A new value of a field.
#[derive(Clone, Debug, Object)]
pub struct FormChange {
    #[oai(validator(min_length = 1, max_length = 80))]
    pub field: String,
    /// Empty clears the field.
    #[oai(validator(max_length = 1000))]
    pub value: String,
}

/// Changes to a form.
#[derive(Clone, Debug, Object)]
pub struct EditForm {
    /// The version of the form that was before one's eyes; 0 when there was none.
    #[oai(validator(minimum(value = "0")))]
    pub base_version: i32,
    /// Earlier edits of the same phone that had not been answered when this one was written: they were known too.
    #[oai(validator(max_items = 100))]
    pub after: Option<Vec<Uuid>>,
    #[oai(validator(min_items = 1, max_items = 100))]
    pub changes: Vec<FormChange>,
}

/// An edit that was taken in: the form with everything merged.
#[derive(ApiResponse, Debug)]
pub enum Edited {
    /// Taken in.
    #[oai(status = 201)]
    Created(Json<ConditionForm>),
    /// It was taken in before, with the same content.
    #[oai(status = 200)]
    Same(Json<ConditionForm>),
}

/// One of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum FormChoice {
    /// The one that came first.
    First,
    /// The one that came later.
    Second,
}

/// The decision about a conflict: one of the two by its place, or a value.
#[derive(Clone, Debug, Object)]
pub struct ResolveForm {
    pub choice: Option<FormChoice>,
    #[oai(validator(max_length = 1000))]
    pub value: Option<String>,
}

/// Every value that the fields of a form had, the newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct FormHistory {
    pub items: Vec<FormField>,
    pub next_cursor: Option<String>,
}

/// The numbers of a form, whole.
#[derive(Clone, Debug, Object)]
pub struct UnmaskedForm {
    pub fields: Vec<FormValue>,
    pub conflicts: Vec<FormValues>,
}

/// A number in a field.
#[derive(Clone, Debug, Object)]
pub struct FormValue {
    pub field: String,
    pub value: String,
}

/// Two numbers for one field.
#[derive(Clone, Debug, Object)]
pub struct FormValues {
    /// The conflict's id.
    pub id: Uuid,
    pub field: String,
    pub first: String,
    pub second: String,
}
