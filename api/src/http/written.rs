//! An answer that is JSON already.

use std::marker::PhantomData;

use bytes::Bytes;
use poem::{IntoResponse, Response};
use poem_openapi::{
    payload::Payload,
    registry::{MetaSchemaRef, Registry},
    types::Type,
};

/// JSON in the form of `T`, written before: what is hashed or sent to many is put into words once.
#[derive(Debug)]
pub struct Written<T>(Bytes, PhantomData<fn() -> T>);

impl<T> Written<T> {
    pub fn new(text: impl Into<Bytes>) -> Self {
        Self(text.into(), PhantomData)
    }
}

impl<T: Type> Payload for Written<T> {
    const CONTENT_TYPE: &'static str = "application/json; charset=utf-8";

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T> IntoResponse for Written<T> {
    fn into_response(self) -> Response {
        Response::builder().content_type("application/json; charset=utf-8").body(self.0)
    }
}
