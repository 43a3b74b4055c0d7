//! Draws by `pdraw1` without a hall: the rosters are frozen and announced, two people type the public values and the
//! dice, which locks the draw, and the notary's code decides. One round each, published as a bundle like a meeting's.

pub mod endpoint;
pub mod service;
pub mod view;
