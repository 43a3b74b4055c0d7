//! Builds whole meetings: announced, opened, drawn, published.

use std::collections::BTreeMap;

use domain::audit::pdraw1::{
    Announced, Announcement, Bundle, BundleRound, Dice6, Digest, Draft, Exclusions, Opening, OtcChain,
    Outcome, Recusals, Roster, RosterIndex, RosterLine, StepCall, make_chain,
};
use serde_json::Value;

pub type Rows = Vec<(String, Vec<String>)>;

/// What a meeting is made of; every text and hash follows.
#[derive(Clone, Debug)]
pub struct Meeting {
    pub id: String,
    pub rosters: Vec<(String, Rows)>,
    /// Split rosters: name, then the rows by key.
    pub split: Vec<(String, BTreeMap<String, Rows>)>,
    pub excluded: Vec<(String, String)>,
    pub recused: Option<Vec<(String, String)>>,
    pub plan: String,
    /// The presses: a step, or a step and the place in the first round's selection of the one whose part is drawn from.
    pub presses: Vec<Press>,
}

#[derive(Clone, Debug)]
pub enum Press {
    Step(&'static str),
    PartOfFirstDrawn(&'static str),
}

pub fn row(label: impl Into<String>, fields: &[&str]) -> (String, Vec<String>) {
    (label.into(), fields.iter().map(|field| (*field).to_owned()).collect())
}

/// `count` officials over `townships` townships, with name, township, rank and weight as fields.
pub fn officials(count: usize, townships: usize) -> Rows {
    (1..=count)
        .map(|i| {
            let fields = [
                format!("官员{i}"),
                format!("T{}", i % townships),
                format!("R{}", i % 4),
                (i % 6).to_string(),
            ];
            (format!("A{i:05}"), fields.to_vec())
        })
        .collect()
}

impl Meeting {
    /// Two rounds of officials, with somebody excluded.
    pub fn plain() -> Self {
        Self {
            id: "YS-2026-07".into(),
            rosters: vec![("officials".into(), officials(40, 5))],
            split: vec![],
            excluded: vec![("A00007".into(), "DRAWN_2026".into()), ("A00009".into(), "ILL".into())],
            recused: None,
            plan: "s1:officials:n=4;s2:officials:per=f2,n=1".into(),
            presses: vec![Press::Step("s1"), Press::Step("s2"), Press::Step("s1")],
        }
    }

    /// Everything at once: a weighted and a proportional step, households of a drawn official, inspectors.
    pub fn whole() -> Self {
        let households = (1..=40)
            .map(|official| {
                let rows =
                    (1..=6).map(|h| row(format!("H{official:05}-{h}"), &["salted", &format!("G{}", h % 2)]));
                (format!("A{official:05}"), rows.collect())
            })
            .collect();
        Self {
            rosters: vec![
                ("officials".into(), officials(40, 5)),
                ("units".into(), (1..=5).map(|i| row(format!("U{i:02}"), &["unit"])).collect()),
                ("inspectors".into(), (1..=6).map(|i| row(format!("J{i:02}"), &["inspector"])).collect()),
            ],
            split: vec![("households".into(), households)],
            excluded: vec![("A00007".into(), "DRAWN_2026".into()), ("J02".into(), "LEAVE".into())],
            recused: Some(vec![("U01".into(), "J01".into()), ("U03".into(), "J04".into())]),
            plan: "s1:officials:weight=f4,n=3;s2:officials:prop=f2,n=7,max=f3:2;hh:households:in=s1,n=2;\
                   pair:units:n=2,pair=inspectors:2"
                .into(),
            presses: vec![
                Press::Step("s1"),
                Press::PartOfFirstDrawn("hh"),
                Press::Step("pair"),
                Press::Step("s2"),
                Press::PartOfFirstDrawn("hh"),
                Press::Step("pair"),
                Press::Step("pair"),
            ],
            ..Self::plain()
        }
    }

    /// Draws the meeting and publishes it.
    pub fn bundle(&self) -> Bundle {
        let Texts { announcement, rosters, exclusions, recusals, chain } = self.texts();
        let recusals = recusals.as_ref().map(Recusals::text);
        let values = [("ssq-2026137", "2.5.8.10.12.33+7"), ("dice20", "20237331128159211123")];
        let opening = Opening::build(&announcement.sources, &values).expect("an opening");
        let announced =
            Announced::check(announcement.clone(), &rosters, exclusions.text(), recusals).expect("a meeting");
        let mut opened = announced.open(opening.clone());
        let mut rounds: Vec<BundleRound> = Vec::new();
        for (place, press) in self.presses.iter().enumerate() {
            let call = match press {
                Press::Step(step) => StepCall::parse(step),
                Press::PartOfFirstDrawn(step) => {
                    StepCall::parse(&format!("{step}/{}", rounds[0].selected[0]))
                }
            };
            let typed = format!("{:06}", (place * 271_828 + 42) % 1_000_000);
            let dice = Dice6::agreed(&typed, &typed).expect("six digits");
            let locked = opened.lock(call, dice).expect("a lock");
            let shown = locked.eligible().expect("a number");
            let revealed = locked.reveal(&chain.codes[place].hex()).expect("a result");
            assert_eq!(revealed.eligible, shown, "the stage shows from how many before it shows whom");
            rounds.push(BundleRound::of(&revealed));
            opened = revealed.into_next();
        }
        if let Some(label) = rounds[0].selected.first().cloned() {
            let at = "2026-07-01T02:03:04Z".into();
            rounds[0].outcomes.push(Outcome { label, outcome: "NO_ANSWER".into(), at });
        }
        // Of split rosters only the parts drawn from are published.
        let rosters = rosters
            .into_iter()
            .filter(|(name, _)| {
                name.split_once('/')
                    .is_none_or(|(_, key)| rounds.iter().any(|r| r.step.ends_with(&format!("/{key}"))))
            })
            .collect();
        Bundle {
            protocol: Bundle::PROTOCOL.into(),
            announcement: announcement.text().into(),
            rosters,
            exclusions: exclusions.text().into(),
            recusals: recusals.map(str::to_owned),
            opening: opening.text(),
            rounds,
        }
    }

    pub fn json(&self) -> Value {
        serde_json::to_value(self.bundle()).expect("a bundle")
    }

    fn texts(&self) -> Texts {
        let mut lines: Vec<RosterLine> = Vec::new();
        let mut rosters = BTreeMap::new();
        for (name, rows) in &self.rosters {
            let roster = Roster::build(name, rows.clone()).expect("a roster");
            lines.push(roster.line());
            rosters.insert(name.clone(), roster.text().to_owned());
        }
        for (name, parts) in &self.split {
            let parts: Vec<Roster> = parts
                .iter()
                .map(|(key, rows)| Roster::build(&format!("{name}/{key}"), rows.clone()).expect("a part"))
                .collect();
            let index = RosterIndex::build(name, &parts).expect("an index");
            lines.push(index.line());
            rosters.insert(name.clone(), index.text().to_owned());
            rosters.extend(parts.iter().map(|part| (part.name().to_owned(), part.text().to_owned())));
        }
        let exclusions = Exclusions::build(&self.excluded).expect("exclusions");
        let recusals = self.recused.as_ref().map(|pairs| Recusals::build(pairs).expect("recusals"));
        let chain = make_chain(*Digest::of(self.id.as_bytes()).as_bytes(), self.presses.len() + 1);
        let announcement = Announcement::build(&Draft {
            id: &self.id,
            rosters: &lines,
            exclusions: &exclusions,
            recusals: recusals.as_ref(),
            sources: &["ssq-2026137".into(), "dice20".into()],
            otc_tip: chain.tip,
            plan: &self.plan,
        })
        .expect("an announcement");
        Texts { announcement, rosters, exclusions, recusals, chain }
    }
}

struct Texts {
    announcement: Announcement,
    rosters: BTreeMap<String, String>,
    exclusions: Exclusions,
    recusals: Option<Recusals>,
    chain: OtcChain,
}
