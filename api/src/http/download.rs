//! How the document describes a file that comes in more than one media type, which our library's derive cannot say.

use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef};

/// A good answer that is a file in one of these media types.
pub fn file_of(description: &'static str, media_types: &[&'static str]) -> MetaResponses {
    let file = || MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "binary")));
    let content =
        media_types.iter().map(|content_type| MetaMediaType { content_type, schema: file() }).collect();
    MetaResponses {
        responses: vec![MetaResponse {
            description,
            status: Some(200),
            status_range: None,
            content,
            headers: vec![],
        }],
    }
}
