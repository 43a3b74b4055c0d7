//! What can be spoilt in the published texts.

use serde_json::{Value, json};

use super::{Spoiling, announce_again, announcement, line, plan, roster, text};

/// Everything that stands in the published texts.
pub const TEXTS: &[Spoiling] = &[
    ("announcement in another form of Unicode", Some("not_nfc"), |b| {
        announcement(b, "id=", "id=Cafe\u{301}")
    }),
    ("announcement without its last line feed", Some("no_final_newline"), |b| {
        text(b, "/announcement", |text| text.trim_end().to_owned())
    }),
    ("announcement of another protocol", Some("bad_header"), |b| announcement(b, "pdraw1\n", "pdraw2\n")),
    ("announcement with Windows line ends", Some("bad_header"), |b| {
        text(b, "/announcement", |text| text.replace('\n', "\r\n"))
    }),
    ("announcement that is empty", Some("bad_header"), |b| text(b, "/announcement", |_| String::new())),
    ("announcement without sources", Some("announcement_line"), |b| announcement(b, "sources=", "source=")),
    ("announcement without a roster", Some("announcement_line"), |b| {
        announcement(b, "\nroster=", "\nrosters=")
    }),
    ("announcement with a count of 01", Some("announcement_line"), |b| {
        announcement(b, "excluded=", "excluded=0")
    }),
    ("announcement with a capital in a hash", Some("announcement_line"), |b| {
        announcement(b, "otc_tip=", "otc_tip=A")
    }),
    ("announcement with one more line", Some("announcement_line"), |b| {
        text(b, "/announcement", |text| format!("{text}note=none\n"))
    }),
    ("announced roster of a bad name", Some("bad_roster_name"), |b| announcement(b, "roster=", "roster=X")),
    ("announced roster twice", Some("roster_twice"), |b| {
        text(b, "/announcement", |text| {
            let found = text.lines().find(|line| line.starts_with("roster=")).unwrap_or_default();
            text.replacen(found, &format!("{found}\n{found}"), 1)
        })
    }),
    ("source of a bad name", Some("bad_source"), |b| announcement(b, "sources=ssq", "sources=SSQ")),
    ("source twice", Some("bad_source"), |b| announcement(b, ",dice20", ",ssq-2026137")),
    ("round sources of a later version", Some("round_sources"), |b| {
        announcement(b, "dice6,otc", "dice6,beacon")
    }),
    ("plan with a step of two parts", Some("bad_step"), |b| plan(b, "x1:officials")),
    ("plan with a capital step", Some("bad_step"), |b| plan(b, "X1:officials:n=1")),
    ("plan with a step twice", Some("step_twice"), |b| plan(b, "s1:officials:n=1")),
    ("plan with an unknown parameter", Some("unsupported_parameter"), |b| plan(b, "x1:officials:n=1,skip=2")),
    ("plan that draws nobody", Some("bad_parameter"), |b| plan(b, "x1:officials:n=0")),
    ("plan with n twice", Some("bad_parameter"), |b| plan(b, "x1:officials:n=1,n=2")),
    ("plan with n=01", Some("bad_parameter"), |b| plan(b, "x1:officials:n=01")),
    ("plan with n beyond 64 bits", Some("bad_parameter"), |b| plan(b, "x1:officials:n=18446744073709551616")),
    ("plan with n and no value", Some("bad_parameter"), |b| plan(b, "x1:officials:n")),
    ("plan with field f0", Some("bad_parameter"), |b| plan(b, "x1:officials:per=f0,n=1")),
    ("plan with max of one part", Some("bad_parameter"), |b| plan(b, "x1:officials:max=f1,n=1")),
    ("plan with max of three parts", Some("bad_parameter"), |b| plan(b, "x1:officials:max=f1:2:3,n=1")),
    ("plan with nobody to pair", Some("bad_parameter"), |b| plan(b, "x1:objects:n=1,pair=inspectors:0")),
    ("plan without n", Some("step_without_number"), |b| plan(b, "x1:officials:per=f1")),
    ("plan with per and prop", Some("step_without_number"), |b| plan(b, "x1:officials:per=f1,prop=f1,n=1")),
    ("plan with in= of no step", Some("within_unknown"), |b| plan(b, "x1:households:in=zz,n=1")),
    ("plan on no roster", Some("step_roster_unknown"), |b| plan(b, "x1:ghosts:n=1")),
    ("plan with inspectors of no roster", Some("step_roster_unknown"), |b| {
        plan(b, "x1:objects:n=1,pair=ghosts:1")
    }),
    ("recusals not announced", Some("recused_line"), |b| {
        text(b, "/announcement", |text| {
            text.split_inclusive('\n').filter(|line| !line.starts_with("recused=")).collect()
        })
    }),
    ("in= on a roster that is whole", Some("within_mismatch"), |b| plan(b, "x1:officials:in=s1,n=1")),
    ("split roster without in=", Some("within_mismatch"), |b| plan(b, "x1:households:n=1")),
    ("inspectors of a split roster", Some("inspectors_split"), |b| {
        plan(b, "x1:objects:n=1,pair=households:1")
    }),
    ("a field that no row has", Some("missing_field"), |b| plan(b, "x1:officials:per=f9,n=1")),
    ("a weight that no part has", Some("missing_field"), |b| plan(b, "x1:households:in=s1,n=1,weight=f9")),
    ("a weight that is a name", Some("bad_weight"), |b| plan(b, "x1:officials:n=1,weight=f2")),
    ("a weight of 10001", Some("bad_weight"), |b| {
        roster(b, "officials", |t| {
            line(t, 2, |l| {
                let mut c: Vec<_> = l.split('|').collect();
                c[3] = "10001";
                c.join("|")
            })
        }) && announce_again(b, "officials")
    }),
    ("a weight of 07", Some("bad_weight"), |b| {
        roster(b, "officials", |t| {
            line(t, 3, |l| {
                let mut c: Vec<_> = l.split('|').collect();
                c[3] = "07";
                c.join("|")
            })
        }) && announce_again(b, "officials")
    }),
    ("roster left out", Some("roster_missing"), |b| {
        b["rosters"].as_object_mut().is_some_and(|all| all.remove("officials").is_some())
    }),
    ("roster too many", Some("roster_unexpected"), |b| {
        b["rosters"]["ghosts"] = json!("pdraw1-roster|ghosts|0\n");
        true
    }),
    ("part of nobody", Some("roster_unexpected"), |b| {
        b["rosters"]["households/B1"] = json!("pdraw1-roster|households/B1|0\n");
        true
    }),
    ("roster in another form of Unicode", Some("not_nfc"), |b| {
        roster(b, "officials", |t| t.replacen("王1", "e\u{301}", 1))
    }),
    ("roster without its last line feed", Some("no_final_newline"), |b| {
        roster(b, "officials", |t| t.trim_end().to_owned())
    }),
    ("roster under another name", Some("bad_header"), |b| {
        roster(b, "officials", |t| t.replacen("|officials|", "|objects|", 1))
    }),
    ("roster with four header cells", Some("bad_header"), |b| {
        roster(b, "officials", |t| line(t, 1, |l| format!("{l}|1")))
    }),
    ("roster with a label in small letters", Some("bad_label"), |b| {
        roster(b, "officials", |t| line(t, 3, str::to_lowercase))
    }),
    ("roster with a stratum for a label", Some("bad_label"), |b| {
        roster(b, "officials", |t| line(t, 3, |l| format!("S-{l}")))
    }),
    ("roster with a label of 33", Some("bad_label"), |b| {
        roster(b, "officials", |t| line(t, 3, |l| format!("{}{l}", "0".repeat(27))))
    }),
    ("roster with an empty line", Some("bad_label"), |b| {
        roster(b, "officials", |t| line(t, 3, |l| format!("{l}\n")))
    }),
    ("roster with a carriage return", Some("bad_field"), |b| {
        roster(b, "officials", |t| line(t, 3, |l| format!("{l}\r")))
    }),
    ("roster with a wide space at an end", Some("bad_field"), |b| {
        roster(b, "officials", |t| t.replacen("王2", "王2\u{3000}", 1))
    }),
    ("roster with a field too many", Some("field_count"), |b| {
        roster(b, "officials", |t| line(t, 4, |l| format!("{l}|")))
    }),
    ("roster unsorted", Some("unsorted"), |b| {
        roster(b, "officials", |t| {
            let mut l: Vec<_> = t.lines().collect();
            l.swap(1, 2);
            l.join("\n") + "\n"
        })
    }),
    ("roster with somebody twice", Some("twice"), |b| {
        roster(b, "officials", |t| line(t, 2, |l| format!("{l}\n{l}")))
    }),
    ("roster that states one more", Some("count_differs"), |b| {
        roster(b, "officials", |t| line(t, 1, |l| format!("{l}0")))
    }),
    ("roster with somebody slipped in", Some("count_differs"), |b| {
        roster(b, "objects", |t| {
            line(t, 1, |_| format!("pdraw1-roster|objects|{}", t.lines().count())) + "Z9|x|1\n"
        })
    }),
    ("roster with another name on a number", Some("hash_differs"), |b| {
        roster(b, "officials", |t| t.replacen("王1|", "张三|", 1))
    }),
    ("somebody on two rosters", Some("label_on_two_rosters"), |b| {
        roster(b, "objects", |t| {
            let rows = t.split_once('\n').unwrap_or_default().1;
            format!("pdraw1-roster|objects|{}\nA00001||1\n{rows}", t.lines().count())
        }) && announce_again(b, "objects")
    }),
    ("index with a line of two", Some("bad_line"), |b| {
        roster(b, "households", |t| line(t, 2, |_| "A00001|3".to_owned()))
    }),
    ("index with a line of four", Some("bad_line"), |b| {
        roster(b, "households", |t| line(t, 2, |l| format!("{l}|1")))
    }),
    ("index unsorted", Some("unsorted"), |b| {
        roster(b, "households", |t| {
            let mut l: Vec<_> = t.lines().collect();
            l.swap(1, 2);
            l.join("\n") + "\n"
        })
    }),
    ("index of other sizes", Some("count_differs"), |b| {
        roster(b, "households", |t| line(t, 2, |l| l.replacen('|', "|1", 1)))
    }),
    ("part that its index does not pin", Some("hash_differs"), |b| {
        let Some(all) = b["rosters"].as_object_mut() else { return false };
        all.iter_mut().filter(|(name, _)| name.contains('/')).any(|(_, text)| {
            let changed = text.as_str().unwrap_or_default().replacen("|1|", "|4|", 1);
            let differs = changed != text.as_str().unwrap_or_default();
            *text = json!(changed);
            differs
        })
    }),
    ("exclusion without a code", Some("bad_field"), |b| {
        text(b, "/exclusions", |t| line(t, 1, |l| l.split('|').next().unwrap_or_default().to_owned() + "|"))
    }),
    ("exclusion without a bar", Some("bad_line"), |b| {
        text(b, "/exclusions", |t| line(t, 1, |l| l.replace('|', " ")))
    }),
    ("exclusion of no label", Some("bad_label"), |b| {
        text(b, "/exclusions", |t| line(t, 1, |l| format!("x{l}")))
    }),
    ("exclusions unsorted", Some("unsorted"), |b| {
        text(b, "/exclusions", |t| {
            let mut l: Vec<_> = t.lines().collect();
            l.reverse();
            l.join("\n") + "\n"
        })
    }),
    ("exclusion twice", Some("twice"), |b| text(b, "/exclusions", |t| line(t, 1, |l| format!("{l}\n{l}")))),
    ("exclusions emptied", Some("count_differs"), |b| text(b, "/exclusions", |_| String::new())),
    ("exclusion for another reason", Some("hash_differs"), |b| {
        text(b, "/exclusions", |t| line(t, 1, |l| format!("{l}X")))
    }),
    ("recusals left out", Some("recusals_missing"), |b| {
        b["recusals"].is_string() && {
            b["recusals"] = Value::Null;
            true
        }
    }),
    ("recusal of no label", Some("bad_label"), |b| {
        text(b, "/recusals", |t| line(t, 1, |l| format!("{l}|J")))
    }),
    ("recusal without a bar", Some("bad_line"), |b| {
        text(b, "/recusals", |t| line(t, 1, |l| l.replace('|', "")))
    }),
    ("recusals unsorted", Some("unsorted"), |b| {
        text(b, "/recusals", |t| {
            let mut l: Vec<_> = t.lines().collect();
            l.reverse();
            l.join("\n") + "\n"
        })
    }),
    ("recusal twice", Some("twice"), |b| text(b, "/recusals", |t| line(t, 1, |l| format!("{l}\n{l}")))),
    ("recusal dropped", Some("count_differs"), |b| {
        text(b, "/recusals", |t| t.split_once('\n').unwrap_or_default().1.to_owned())
    }),
    ("recusal of another", Some("hash_differs"), |b| {
        text(b, "/recusals", |t| line(t, t.lines().count(), |l| format!("{l}Z")))
    }),
    ("opening without its lottery", Some("opening_order"), |b| {
        text(b, "/opening", |t| t.split_once(';').unwrap_or_default().1.to_owned())
    }),
    ("opening with an empty group", Some("opening_value"), |b| {
        text(b, "/opening", |t| t.replacen("3.7", "3..7", 1))
    }),
    ("opening with nineteen dice", Some("opening_value"), |b| {
        text(b, "/opening", |t| t[..t.len() - 1].to_owned())
    }),
    ("opening with a name alone", Some("opening_value"), |b| {
        text(b, "/opening", |t| t.split_once('=').unwrap_or_default().0.to_owned())
    }),
    ("opening with one more", Some("opening_extra"), |b| {
        text(b, "/opening", |t| format!("{t};dice6=111111"))
    }),
];
