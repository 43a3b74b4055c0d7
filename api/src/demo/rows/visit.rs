//! Visits.

use ::entity::visit;
use domain::visit::Confirmation;
use sea_orm::ActiveValue::Set;

use super::Source;
use crate::bulk::Outlet;
use crate::{
    clock::china_day,
    demo::{
        campaigns::running,
        chance::{Part, permille},
        visits::{SPEAKS_AT, confirmed_at, note, opinion, received_at, topic},
    },
};

impl Source<'_> {
    pub fn visits(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let streams = self.county.chance.part(Part::VisitNote);
        let end = self.end();
        let winter = running(self.county.options.today);
        outlet.all(self.county.visits.list.iter().enumerate().map(|(at, sketch)| {
            let mut stream = streams.stream(at);
            let note = note(&mut stream, sketch.step);
            let confirmed_at = confirmed_at(&mut stream, sketch, end);
            let confirmation = if confirmed_at.is_some() { sketch.confirmation } else { Confirmation::None };
            let received_at = received_at(&mut stream, sketch, end);
            let topic = topic(&mut stream, sketch.step);
            let spoke = i16::from(sketch.step) == SPEAKS_AT.number();
            // The campaign that runs wants a card and an opinion of everybody.
            let asked = winter.holds(china_day(sketch.claimed_at()));
            let speaks = asked && sketch.step > 1 && permille(&mut stream, 780);
            let opinion = (spoke || speaks).then(|| opinion(&mut stream));
            let card_left = sketch.step == 1 || asked && permille(&mut stream, 930);
            visit::ActiveModel {
                id: Set(self.ids.visit(self.county, at)),
                household_id: Set(self.ids.household(sketch.household as usize)),
                official_id: Set(self.ids.official(usize::from(sketch.official))),
                claimed_at: Set(sketch.claimed_at()),
                received_at: Set(received_at),
                step: Set(i32::from(sketch.step)),
                topic: Set(topic.to_owned()),
                note: Set(Some(self.keyring.seal("visit.note", &note))),
                tag_seen: Set(sketch.tag_seen),
                confirmation: Set(confirmation.as_str().to_owned()),
                confirmed_at: Set(confirmed_at),
                card_left: Set(card_left),
                opinion: Set(opinion.map(|opinion| self.keyring.seal("visit.opinion", opinion))),
                note_index: Set(None),
                opinion_index: Set(None),
                device_id: Set(None),
                sequence: Set(None),
                saved_at: Set(None),
                latitude: Set(None),
                longitude: Set(None),
                accuracy_m: Set(None),
                held_back: Set(None),
            }
        }))
    }
}
