//! The program's face to the network: the API, its document, the pages, health and metrics, and the layers every
//! request goes through.

mod apart;
mod cors;
mod document;
mod download;
pub mod faces;
mod files;
pub mod frame;
mod guard;
mod hall;
mod health;
mod observe;
pub mod page;
mod problem;
mod server;
mod text;
mod written;

use std::sync::Arc;

use poem::{Endpoint, EndpointExt, IntoEndpoint, Route, middleware::CookieJarManager};
use poem_openapi::{ApiResponse, OpenApiService, Tags};

pub use apart::routes_of_box;
pub use download::file_of;
pub(crate) use server::PATIENCE;
pub use server::{listen, serve};
pub use written::Written;

use crate::{
    app::App,
    assessment::endpoint::AssessmentApi,
    audit::{BallotApi, HearingApi, PublicAuditApi, away::AwayApi, endpoint::AuditApi},
    ballot_box::{self, endpoint::BallotBoxApi},
    campaign::{self, endpoint::CampaignApi},
    colleague,
    condition::endpoint::ConditionApi,
    desk_draw::endpoint::DeskDrawApi,
    fairness::{self, endpoint::FairnessApi},
    follow_up::{self, endpoint::FollowUpApi},
    grid::endpoint::GridApi,
    household,
    identity::{device::endpoint::DeviceApi, endpoint::IdentityApi},
    import::endpoint::ImportApi,
    inspection::endpoint::InspectionApi,
    journal::endpoint::JournalApi,
    link::{self, LinkApis},
    notify::sms::endpoint::SmsApi,
    pack::endpoint::PackApi,
    pledge::endpoint::PledgeApi,
    rating::{
        self, comment::endpoint::CommentApi, duty_report::endpoint::DutyReportApi, endpoint::RatingApi,
        own::OwnRatingApi, public::PublicRatingApi, questionnaire::QuestionnaireApi,
        recontact::endpoint::RecontactApi, reissue::endpoint::ReissueApi, reminder::ReminderApi,
        slips::endpoint::SlipApi, theme::endpoint::ThemeApi, unit::endpoint::UnitRatingApi,
    },
    request::endpoint::RequestApi,
    roster::{self, endpoint::RosterApi, photo::endpoint::OfficialPhotoApi},
    spot_check::endpoint::SpotCheckApi,
    sync::endpoint::SyncApi,
    visit::{endpoint::VisitApi, flag::endpoint::FlagApi},
};

/// The capabilities, as the API's tags.
#[derive(Clone, Copy, Debug, Tags)]
#[oai(rename_all = "snake_case")]
pub enum Tag {
    /// Accounts, sessions, roles.
    Identity,
    /// The five-level grid and the county's figures.
    Grid,
    /// Units, officials, households.
    Roster,
    /// Who serves which household, and who shall; recusals, leaders, door tags and household codes.
    Link,
    /// Visits.
    Visit,
    /// One download of an official's work for his phone.
    Sync,
    /// What officials promise to households.
    Pledge,
    /// The condition forms of households.
    Condition,
    /// What every official does at every household of his within some weeks.
    Campaign,
    /// Requests and their way to an answer.
    Request,
    /// Audit meetings and their draws.
    Audit,
    /// Draws at a desk: announced, locked by two people, revealed by the notary's code.
    DeskDraw,
    /// What follows a meeting: rectifications and investigations.
    FollowUp,
    /// Whether draws fall where they should.
    Fairness,
    /// Units' work, judged by households that were drawn.
    SpotCheck,
    /// Inspections by double random.
    Inspection,
    /// Rating rounds.
    Rating,
    /// The ballot box, which knows no caller.
    BallotBox,
    /// Scores and where they come from.
    Assessment,
    /// Imports of rosters.
    Import,
    /// Door tags, household codes and pledge cards to print.
    Pack,
    /// The journal of administrative acts.
    Journal,
}

/// Done; nothing to show.
#[derive(ApiResponse, Clone, Copy, Debug)]
pub enum NoContent {
    /// Done.
    #[oai(status = 204)]
    Done,
}

/// Where officials serve households, what they agree with them, where they are judged, and what phones need: groups
/// keep the lists readable.
type Served = (IdentityApi, GridApi, RosterApi, LinkApis, VisitApi, RequestApi, ImportApi, PackApi);
type Agreed = (PledgeApi, ConditionApi, CampaignApi);
type Meetings = (AuditApi, HearingApi, PublicAuditApi, BallotApi, AwayApi);
type Ratings = (
    RatingApi,
    QuestionnaireApi,
    PublicRatingApi,
    BallotBoxApi,
    ReissueApi,
    UnitRatingApi,
    ReminderApi,
    SmsApi,
    DutyReportApi,
    Words,
    OfficialPhotoApi,
    SlipApi,
);
/// What households said, and what follows from it.
type Words = (OwnRatingApi, CommentApi, ThemeApi);
type Judged = (Meetings, Ratings, AssessmentApi, JournalApi);
type Phone = (DeviceApi, SyncApi, FlagApi);
type After = (DeskDrawApi, FollowUpApi, FairnessApi, SpotCheckApi, InspectionApi, RecontactApi);

/// All capabilities of the API. A new one is added here and nowhere else.
pub fn service() -> OpenApiService<(Served, Agreed, Judged, Phone, After), ()> {
    let served = (IdentityApi, GridApi, RosterApi, link::APIS, VisitApi, RequestApi, ImportApi, PackApi);
    let meetings = (AuditApi, HearingApi, PublicAuditApi, BallotApi, AwayApi);
    let words = (OwnRatingApi, CommentApi, ThemeApi);
    let ratings = (
        RatingApi,
        QuestionnaireApi,
        PublicRatingApi,
        BallotBoxApi,
        ReissueApi,
        UnitRatingApi,
        ReminderApi,
        SmsApi,
        DutyReportApi,
        words,
        OfficialPhotoApi,
        SlipApi,
    );
    let judged = (meetings, ratings, AssessmentApi, JournalApi);
    let agreed = (PledgeApi, ConditionApi, CampaignApi);
    let phone = (DeviceApi, SyncApi, FlagApi);
    let after = (DeskDrawApi, FollowUpApi, FairnessApi, SpotCheckApi, InspectionApi, RecontactApi);
    OpenApiService::new((served, agreed, judged, phone, after), "连心 lianxin", env!("CARGO_PKG_VERSION"))
        .description("Officials serve households and households judge officials.")
}

/// The OpenAPI document as it is served and committed.
pub fn openapi() -> String {
    document::text(&service())
}

/// Every route of the program behind its layers.
pub fn routes(app: Arc<App>) -> impl Endpoint + 'static {
    let api = service();
    let document = document::text(&api);
    let methods = document::Methods::of(&document);
    let bodies = text::Bodies::of(&document);
    let served = hall::Served::of(&document);
    let api = api.into_endpoint();
    let pages = colleague::mount(household::mount(Route::new()));
    let pages = rating::recontact::mount(roster::photo::public::mount(pages));
    rating::page::mount(fairness::page::mount(follow_up::public::mount(campaign::mount(pages))))
        .at("/api/openapi.json", document::endpoint(document))
        // Here, because what is nested below /api would be asked for it.
        .at("/api/docs", poem::get(files::docs))
        .at("/healthz", poem::get(health::live))
        .at("/readyz", poem::get(health::ready))
        .at("/metrics", poem::get(observe::figures))
        .nest_no_strip("/api", api.around(text::check))
        .at("/slip", ballot_box::page::endpoint())
        .nest_no_strip("/", files::routes())
        .with(CookieJarManager::new())
        // Boxed at each layer: its type names the one below it several times, and the names of ten would be gigabytes.
        .boxed()
        .around(hall::only_its_meeting)
        .boxed()
        .around(apart::without_the_box)
        .boxed()
        .around(guard::pass)
        .boxed()
        .around(problem::speak)
        .boxed()
        .around(observe::watch)
        .boxed()
        .around(guard::dress)
        .boxed()
        .around(cors::admit)
        .boxed()
        .around(ballot_box::page::without_cookies)
        .boxed()
        .data(Arc::new(methods))
        .data(Arc::new(bodies))
        .data(Arc::new(served))
        .data_opt(app.ballot_box.here().cloned())
        .data(Arc::new(guard::Policy::of(&app.settings)))
        .data(Arc::new(app.settings.clone()))
        .data(app)
}
