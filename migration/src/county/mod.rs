//! Migrations of the county's database.

use sea_orm_migration::prelude::*;

mod m20261122_000001_grid;
mod m20261122_000002_roster;
mod m20261122_000003_link;
mod m20261122_000004_visit;
mod m20261122_000005_request;
mod m20261122_000006_identity;
mod m20261122_000007_journal;
mod m20261122_000008_job;
mod m20261122_000009_import;
mod m20261122_000010_rating;
mod m20261122_000011_audit;
mod m20261122_000012_assessment;
mod m20261122_000013_evidence;
mod m20261122_000014_pledge;
mod m20261122_000015_campaign;
mod m20261122_000016_condition;
mod m20261122_000017_assignment;
mod m20261122_000018_lineage;
mod m20261122_000019_pack;
mod m20261122_000020_draw;
mod m20261122_000021_hearing;
mod m20261122_000022_follow_up;
mod m20261122_000023_spot_check;
mod m20261122_000024_inspection;
mod m20261122_000025_meeting_pack;
mod m20261122_000026_settlement;
mod m20261122_000030_ballot;
mod m20261122_000031_rater;
mod m20261122_000042_questionnaire;
mod m20261122_000043_sms;
mod m20261122_000045_reissue;
mod m20261122_000046_duty_report;
mod m20261122_000047_official_photo;
mod m20261122_000048_unscored;
mod m20261122_000049_comment;
mod m20261122_000050_rectification;
mod m20261122_000051_rating_pace;
mod m20261122_000052_recontact;
mod m20261122_000055_invitation;
mod m20261122_000056_panel_token;
mod m20261122_000058_slip_pack;

#[derive(Debug)]
pub struct CountyMigrator;

#[async_trait::async_trait]
impl MigratorTrait for CountyMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_grid::Migration),
            Box::new(m20261122_000002_roster::Migration),
            Box::new(m20261122_000003_link::Migration),
            Box::new(m20261122_000004_visit::Migration),
            Box::new(m20261122_000005_request::Migration),
            Box::new(m20261122_000006_identity::Migration),
            Box::new(m20261122_000007_journal::Migration),
            Box::new(m20261122_000008_job::Migration),
            Box::new(m20261122_000009_import::Migration),
            Box::new(m20261122_000010_rating::Migration),
            Box::new(m20261122_000011_audit::Migration),
            Box::new(m20261122_000012_assessment::Migration),
            Box::new(m20261122_000013_evidence::Migration),
            Box::new(m20261122_000018_lineage::Migration),
            Box::new(m20261122_000017_assignment::Migration),
            Box::new(m20261122_000019_pack::Migration),
            Box::new(m20261122_000014_pledge::Migration),
            Box::new(m20261122_000015_campaign::Migration),
            Box::new(m20261122_000016_condition::Migration),
            Box::new(m20261122_000021_hearing::Migration),
            Box::new(m20261122_000020_draw::Migration),
            Box::new(m20261122_000022_follow_up::Migration),
            Box::new(m20261122_000023_spot_check::Migration),
            Box::new(m20261122_000024_inspection::Migration),
            Box::new(m20261122_000025_meeting_pack::Migration),
            Box::new(m20261122_000030_ballot::Migration),
            Box::new(m20261122_000026_settlement::Migration),
            Box::new(m20261122_000031_rater::Migration),
            Box::new(m20261122_000045_reissue::Migration),
            Box::new(m20261122_000046_duty_report::Migration),
            Box::new(m20261122_000047_official_photo::Migration),
            Box::new(m20261122_000048_unscored::Migration),
            Box::new(m20261122_000042_questionnaire::Migration),
            Box::new(m20261122_000049_comment::Migration),
            Box::new(m20261122_000050_rectification::Migration),
            Box::new(m20261122_000051_rating_pace::Migration),
            Box::new(m20261122_000052_recontact::Migration),
            Box::new(m20261122_000055_invitation::Migration),
            Box::new(m20261122_000043_sms::Migration),
            Box::new(m20261122_000056_panel_token::Migration),
            Box::new(m20261122_000058_slip_pack::Migration),
        ]
    }
}
