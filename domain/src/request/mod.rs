//! A request's life: one table of states, verbs and actors, its terms in working days, and the calendar they are counted in.

mod calendar;
mod deadline;
mod next;
mod state;
mod table;

pub use calendar::{Calendar, CalendarError};
pub use deadline::{Due, Term, Urgency, due, urgency};
pub use next::{Case, Clock, Refusal, Step, next, raise, verbs};
pub use state::{Actor, Level, Owner, State, Subject, Verb};
pub use table::{Row, TABLE, Tell, To};
