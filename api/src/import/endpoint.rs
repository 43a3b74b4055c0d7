//! Operations on imports.

use domain::identity::Operation;
use poem::{IntoResponse, Response, web::Field};
use poem_openapi::{
    ApiResponse, Enum, Multipart, OpenApi,
    param::{Path, Query},
    payload::Json,
    registry::{MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::{ParseError, ParseFromMultipartField, ParseResult, Type},
};
use uuid::Uuid;

use super::{
    kinds::Kind,
    sheet::template,
    store, upload,
    view::{ImportPage, ImportRun},
};
use crate::{
    caller::Signed,
    error::{ApiError, ApiResult},
    http::{self, Tag, page},
    locale::Lang,
};

/// Imports of rosters.
#[derive(Debug)]
pub struct ImportApi;

/// What a template is made as.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq)]
#[oai(rename_all = "lowercase")]
pub enum TemplateFormat {
    #[default]
    Xlsx,
    Csv,
}

/// A sheet to import.
#[derive(Debug, Multipart)]
pub struct ImportForm {
    /// What its rows are.
    pub kind: Kind,
    /// An xlsx workbook, or CSV in UTF-8 or GB18030.
    pub file: SheetUpload,
    /// Check only.
    pub dry_run: Option<bool>,
}

/// An uploaded sheet. It is held in memory until it is sealed: a temporary file would hold phone numbers in clear.
pub struct SheetUpload {
    name: String,
    bytes: Vec<u8>,
}

impl SheetUpload {
    /// The sheet, byte for byte.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl std::fmt::Debug for SheetUpload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SheetUpload({} bytes)", self.bytes.len())
    }
}

impl Type for SheetUpload {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> std::borrow::Cow<'static, str> {
        "string_binary".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "binary")))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(std::iter::once(self))
    }
}

impl ParseFromMultipartField for SheetUpload {
    async fn parse_from_multipart(field: Option<Field>) -> ParseResult<Self> {
        let field = field.ok_or_else(ParseError::expected_input)?;
        let name = field.file_name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(ParseError::custom)?;
        Ok(Self { name, bytes })
    }
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv";

/// A template to download, in the format that was asked for.
#[derive(Debug)]
pub struct TemplateFile {
    format: TemplateFormat,
    kind: Kind,
    bytes: Vec<u8>,
}

impl IntoResponse for TemplateFile {
    fn into_response(self) -> Response {
        let (media_type, extension) = match self.format {
            TemplateFormat::Xlsx => (XLSX, "xlsx"),
            TemplateFormat::Csv => (CSV, "csv"),
        };
        let name = format!("attachment; filename=\"{}.{extension}\"", self.kind.as_str());
        Response::builder().content_type(media_type).header("content-disposition", name).body(self.bytes)
    }
}

impl ApiResponse for TemplateFile {
    fn meta() -> MetaResponses {
        http::file_of("A workbook, or comma-separated values in UTF-8 with a byte order mark", &[XLSX, CSV])
    }

    fn register(_: &mut Registry) {}
}

/// An import that goes on by itself.
#[derive(ApiResponse, Debug)]
pub enum Queued {
    /// Accepted; ask for it to see how far it is.
    #[oai(status = 202)]
    Run(Json<ImportRun>),
}

#[OpenApi(prefix_path = "/api", tag = "Tag::Import")]
impl ImportApi {
    /// A sheet to fill in
    #[expect(clippy::unused_async, reason = "every operation is asynchronous")]
    #[oai(path = "/imports/templates/:kind", method = "get", operation_id = "getImportTemplate")]
    async fn template(
        &self,
        Signed(caller): Signed,
        kind: Path<Kind>,
        format: Query<Option<TemplateFormat>>,
    ) -> ApiResult<TemplateFile> {
        caller.may(Operation::GetImportTemplate)?;
        let (kind, lang) = (kind.0, Lang::current());
        let format = format.0.unwrap_or_default();
        let bytes = match format {
            TemplateFormat::Xlsx => template::xlsx(kind, lang).map_err(ApiError::internal)?,
            TemplateFormat::Csv => template::csv(kind, lang),
        };
        Ok(TemplateFile { format, kind, bytes })
    }

    /// Import a sheet
    ///
    /// The file is checked and swapped in by a job: all of it or nothing. Ask for the import to see how far it is and
    /// what is wrong.
    #[oai(path = "/imports", method = "post", operation_id = "createImport")]
    async fn create(&self, Signed(caller): Signed, form: ImportForm) -> ApiResult<Queued> {
        let dry_run = form.dry_run.unwrap_or(false);
        let run = upload::accept(&caller, form.kind, &form.file.name, form.file.bytes, dry_run).await?;
        Ok(Queued::Run(Json(ImportRun::show(run, Lang::current())?)))
    }

    /// Imports, the newest first
    #[oai(path = "/imports", method = "get", operation_id = "listImports")]
    async fn list(
        &self,
        Signed(caller): Signed,
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))] limit: Query<Option<u32>>,
        #[oai(validator(max_length = 400))] cursor: Query<Option<String>>,
    ) -> ApiResult<Json<ImportPage>> {
        let sight = caller.may(Operation::ListImports)?;
        let limit = page::limit(limit.0);
        let before = page::cursor(cursor.0.as_deref())?;
        let mut rows = store::page(caller.app.db.reader(), &sight, before, limit + 1).await?;
        let next_cursor = page::next(&mut rows, limit, |run| run.id);
        let items = rows.into_iter().map(ImportRun::brief).collect::<Result<_, _>>()?;
        Ok(Json(ImportPage { items, next_cursor }))
    }

    /// One import with its errors
    #[oai(path = "/imports/:id", method = "get", operation_id = "getImport")]
    async fn get(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<ImportRun>> {
        caller.may(Operation::GetImport)?;
        let run = store::find(caller.app.db.reader(), id.0).await?.ok_or_else(ApiError::not_found)?;
        Ok(Json(ImportRun::show(run, Lang::current())?))
    }
}
