//! Who can be a participant, and whom a phrase stands for when it names a thing: "Rome's decision"
//! is Rome's, "the attack on the port" the port's.

use super::event::Role;
use super::lexicon::Lexicon;
use super::tree;
use super::words::Sheet;
use crate::link::{Entity, EntityKind, Linked, Mention};
use crate::parse::{Document, NameKind, Relation, Upos};
use crate::plover::Sector;
use crate::span::Span;

/// What is needed to tell participants from things. `linked` is absent where only a tree is at hand.
pub(super) struct Who<'a> {
    pub document: &'a Document,
    pub sheet: &'a Sheet,
    pub lexicon: &'a Lexicon,
    pub linked: Option<&'a Linked>,
    /// For each token the outermost mention with its head there.
    mentions: Vec<Option<u32>>,
    /// For each token the kind of name it belongs to.
    names: Vec<Option<NameKind>>,
    /// For each word inside a name, the name's head.
    wholes: Vec<Option<u32>>,
}

impl<'a> Who<'a> {
    pub(super) fn new(
        document: &'a Document,
        sheet: &'a Sheet,
        lexicon: &'a Lexicon,
        linked: Option<&'a Linked>,
    ) -> Who<'a> {
        let mut mentions: Vec<Option<u32>> = vec![None; document.tokens.len()];
        if let Some(linked) = linked {
            for (idx, mention) in linked.mentions.iter().enumerate() {
                let slot = &mut mentions[mention.head as usize];
                if slot.is_none_or(|other| linked.mentions[other as usize].span.len() < mention.span.len()) {
                    *slot = Some(idx as u32);
                }
            }
        }
        let mut names = vec![None; document.tokens.len()];
        for name in &document.names {
            for t in name.first..name.end {
                names[t as usize] = Some(name.kind);
            }
        }
        let mut wholes: Vec<Option<u32>> = vec![None; document.tokens.len()];
        for mention in linked.iter().flat_map(|l| &l.mentions) {
            if mention.end - mention.first < 4 && document.upos(mention.head) == Upos::Propn {
                for t in (mention.first..mention.end).filter(|&t| t != mention.head && mentions[t as usize].is_none()) {
                    wholes[t as usize] = wholes[t as usize].or(Some(mention.head));
                }
            }
        }
        Who { document, sheet, lexicon, linked, mentions, names, wholes }
    }

    fn mention(&self, token: u32) -> Option<&'a Mention> {
        Some(&self.linked?.mentions[self.mentions[token as usize]? as usize])
    }

    /// Whether a state stands here.
    pub(super) fn state(&self, token: u32) -> bool {
        self.entities(token).any(|e| e.kind == EntityKind::State)
    }

    /// The name of the entity that a word stands for.
    pub(super) fn name(&self, token: u32) -> Option<&str> {
        self.entities(token).next().map(|e| e.name.as_str())
    }

    /// Whether two heads mean the same entity.
    pub(super) fn same(&self, a: u32, b: u32) -> bool {
        a == b || self.entities(a).any(|x| self.entities(b).any(|y| x.id == y.id))
    }

    /// The head of the name that a word is a part of, or the word itself.
    fn whole(&self, token: u32) -> u32 {
        self.wholes[token as usize].unwrap_or(token)
    }

    /// Whether a word stands inside a name without being its head: "United" of "United States".
    fn fragment(&self, token: u32) -> bool {
        self.wholes[token as usize].is_some()
    }

    fn entities(&self, token: u32) -> impl Iterator<Item = &'a Entity> {
        let linked = self.linked;
        self.mention(token)
            .into_iter()
            .flat_map(move |m| m.entities.iter().filter_map(move |&e| linked.map(|l| l.entity(e))))
    }

    /// Whether a phrase with this head can take part in an event by itself.
    pub(super) fn acts(&self, token: u32) -> bool {
        if self.mention(token).is_some() {
            if self.entities(token).any(|e| e.kind.may_act()) {
                return true;
            }
            // A region has no code and a treaty no will; a city may stand for those in it.
            if self.entities(token).any(|e| {
                matches!(
                    e.kind,
                    EntityKind::Region | EntityKind::Instrument | EntityKind::NamedEvent | EntityKind::Route
                )
            }) {
                return false;
            }
        }
        if self.fragment(token) {
            return false;
        }
        match self.document.upos(token) {
            Upos::Pron => {
                self.linked.is_none()
                    && matches!(
                        self.document.lemma(token).to_lowercase().as_str(),
                        "he" | "she" | "they" | "it" | "who" | "we" | "i" | "his" | "her" | "their" | "its"
                    )
            }
            Upos::Propn => match self.names[token as usize] {
                Some(NameKind::Person | NameKind::Organisation | NameKind::Group) => true,
                Some(NameKind::Place) => self.linked.is_none() || self.place(token),
                Some(_) => false,
                None => self.noun(token),
            },
            Upos::Adj => {
                self.adjective(token)
                    || matches!(self.document.relation(token).base(), "nsubj" | "obj" | "obl" | "nmod")
                        && self.noun(token)
            }
            Upos::Noun | Upos::Num | Upos::Verb => self.noun(token),
            _ => false,
        }
    }

    /// Whether a named thing stands here: a route, a treaty, a named event.
    fn thing(&self, token: u32) -> bool {
        self.entities(token)
            .any(|e| matches!(e.kind, EntityKind::Route | EntityKind::Instrument | EntityKind::NamedEvent))
    }

    /// Whether a name of a place stands here: a city or country that may stand for people.
    pub(super) fn place(&self, token: u32) -> bool {
        self.entities(token).any(|e| matches!(e.kind, EntityKind::Place | EntityKind::State))
            || self.names[token as usize] == Some(NameKind::Place)
    }

    fn adjective(&self, token: u32) -> bool {
        self.document.upos(token) == Upos::Adj && self.names[token as usize] == Some(NameKind::Group)
    }

    /// Whether a word in front of a noun only says what sort it is: "prisoner swap".
    pub(super) fn crowd(&self, token: u32) -> bool {
        self.document.upos(token) == Upos::Noun && self.document.relation(token).base() == "compound"
    }

    /// Whether a word in front of a noun says whose it is: "an opposition rally", "rebel positions".
    fn faction(&self, token: u32) -> bool {
        matches!(
            self.document.lemma(token).to_lowercase().as_str(),
            "opposition" | "rebel" | "government" | "army" | "police" | "navy" | "militia" | "separatist" | "insurgent"
        )
    }

    /// Whether a common noun names people or a body.
    pub(super) fn noun(&self, token: u32) -> bool {
        let class = &self.lexicon.classes[self.lexicon.known.actors as usize];
        class.holds(self.sheet, self.document, &self.lexicon.classes, token) && self.document.upos(token) != Upos::Verb
    }

    /// The participants that a phrase stands for: itself, or whoever owns or suffers what it names.
    pub(super) fn reach(&self, token: u32, recipient: bool) -> Vec<u32> {
        let mut out = Vec::new();
        self.reach_into(token, recipient, 0, &mut out);
        out.dedup();
        out
    }

    fn reach_into(&self, token: u32, recipient: bool, depth: u32, out: &mut Vec<u32>) {
        if depth > 3 {
            return;
        }
        if self.document.form(token) == "front" && tree::case_is(self.document, token, "in") {
            // "in front of parliament": before it, not against a front.
            for behind in tree::prepositional(self.document, token, |c| self.document.form(c) == "of") {
                self.reach_into(behind, recipient, depth + 1, out);
            }
            return;
        }
        // "of Addis | Ababa": the parser may hang a phrase on the first word of a name.
        let token = self.whole(token);
        if self.weapon(token) {
            // "drones of the army", "Ukrainian drones": whose they are acts through them.
            let mut owners = tree::possessors(self.document, token);
            owners
                .extend(tree::prepositional(self.document, token, |c| matches!(self.document.form(c), "of" | "from")));
            // "a drone launched by the rebels".
            for acl in self.document.children(token).filter(|&c| self.document.relation(c) == Relation::Acl) {
                owners.extend(tree::prepositional(self.document, acl, |c| self.document.form(c) == "by"));
            }
            owners.retain(|&t| self.acts(t));
            if owners.is_empty() && self.mention(token).is_none() {
                owners.extend(
                    tree::modifiers(self.document, token)
                        .into_iter()
                        .filter(|&t| self.entities(t).any(|e| e.kind.may_act())),
                );
            }
            if !owners.is_empty() {
                out.extend(owners);
                return;
            }
        }
        if self.mention(token).is_none()
            && matches!(
                self.document.lemma(token).to_lowercase().as_str(),
                "thousand"
                    | "thousands"
                    | "hundred"
                    | "hundreds"
                    | "dozen"
                    | "dozens"
                    | "ten"
                    | "tens"
                    | "score"
                    | "crowd"
                    | "crowds"
                    | "number"
                    | "group"
                    | "batch"
                    | "contingent"
                    | "column"
                    | "convoy"
            )
        {
            // "thousands of farmers" are farmers.
            let counted = tree::prepositional(self.document, token, |c| self.document.form(c) == "of");
            let acting: Vec<u32> = counted.into_iter().filter(|&t| self.acts(t)).collect();
            if !acting.is_empty() {
                out.extend(acting);
                return;
            }
        }
        if self.mention(token).is_none()
            && let Some(named) = self.document.children(token).find(|&c| {
                self.document.relation(c).base() == "appos" && self.state(c) && self.document.upos(token) == Upos::Noun
            })
        {
            // "Iran's neighbour Iraq" is Iraq.
            out.push(named);
            return;
        }
        if matches!(
            self.document.lemma(token).to_lowercase().as_str(),
            "representative"
                | "delegate"
                | "envoy"
                | "negotiator"
                | "delegation"
                | "emissary"
                | "official"
                | "diplomat"
        ) {
            // "delegates of the government and the rebels" are two sides.
            let mut sides =
                tree::prepositional(self.document, token, |c| matches!(self.document.form(c), "of" | "from"));
            for side in sides.clone() {
                sides.extend(self.document.children(side).filter(|&c| self.document.relation(c).base() == "conj"));
            }
            sides.retain(|&t| self.entities(t).any(|e| e.kind.may_act()));
            sides.sort_unstable();
            sides.dedup();
            if sides.len() > 1 {
                out.extend(sides);
                return;
            }
        }
        if self.acts(token) || recipient && self.place(token) && self.mention(token).is_some() {
            out.push(token);
            return;
        }
        if let Some(speaker) = self.speaker(token) {
            out.push(speaker);
            return;
        }
        // "its leader, Jane Doe": the name behind the comma.
        for child in self.document.children(token) {
            if matches!(self.document.relation(child).base(), "appos" | "flat") && self.acts(child) {
                out.push(child);
                return;
            }
        }
        if !tree::nominal(self.document, token) || self.thing(token) {
            return;
        }
        for found in [tree::possessors(self.document, token), tree::modifiers(self.document, token)] {
            // "a refugee camp in X" is X's: a common noun in front only says what sort it is.
            let acting: Vec<u32> = found
                .into_iter()
                .filter(|&t| {
                    (self.acts(t) || (recipient && self.place(t))) && !(recipient && self.crowd(t) && !self.faction(t))
                })
                .collect();
            if !acting.is_empty() {
                out.extend(acting);
                return;
            }
        }
        let owners: &[&[&str]] = if recipient {
            &[
                &["by", "from"],
                &["of"],
                &["against", "on", "with", "to", "for", "toward", "towards", "between"],
                &["in", "at", "into", "near", "along"],
            ]
        } else {
            &[&["by", "from"], &["of"], &["between"]]
        };
        for group in owners {
            let found = tree::prepositional(self.document, token, |c| {
                group.iter().any(|p| self.document.form(c).eq_ignore_ascii_case(p))
            });
            for child in found {
                if self.acts(child) || (recipient && self.place(child)) {
                    out.push(child);
                } else if out.is_empty() {
                    self.reach_into(child, recipient, depth + 1, out);
                }
            }
            if !out.is_empty() {
                return;
            }
        }
        // "the decision to …", "forces loyal to X": what an adjective or clause behind says.
        for child in self.document.children(token) {
            if child > token && self.document.relation(child).base() == "acl" && self.document.upos(child) == Upos::Verb
            {
                let agents = tree::subjects(self.document, child);
                if !agents.contains(&token) {
                    out.extend(agents.into_iter().filter(|&t| self.acts(t)));
                    if !out.is_empty() {
                        return;
                    }
                }
            }
        }
    }

    /// Heads of the linked parties of a sentence that have a country and may act or suffer, in text
    /// order; the inner one of two that overlap is left out.
    pub(super) fn parties(&self, first: u32, end: u32) -> Vec<u32> {
        let Some(linked) = self.linked else { return Vec::new() };
        let mut out: Vec<u32> = (first..end)
            .filter(|&t| {
                self.mention(t).is_some()
                    && self
                        .entities(t)
                        .any(|e| e.country.is_some() && (e.kind.may_act() || e.kind == EntityKind::Place))
            })
            .collect();
        let inner =
            |t: u32| linked.mentions.iter().any(|m| m.first <= t && t < m.end && m.head != t && out.contains(&m.head));
        let kept: Vec<u32> = out.iter().copied().filter(|&t| !inner(t)).collect();
        out = kept;
        out
    }

    fn weapon(&self, token: u32) -> bool {
        matches!(
            self.document.lemma(token).to_lowercase().as_str(),
            "drone"
                | "missile"
                | "rocket"
                | "warplane"
                | "jet"
                | "plane"
                | "aircraft"
                | "helicopter"
                | "gunship"
                | "tank"
                | "warship"
                | "submarine"
                | "artillery"
                | "shell"
                | "bomber"
        )
    }

    /// Who says "we" or "I" in a quotation: the subject of the verb that reports it.
    fn speaker(&self, token: u32) -> Option<u32> {
        if !matches!(self.document.form(token).to_lowercase().as_str(), "we" | "i") {
            return None;
        }
        let mut at = token;
        for _ in 0..5 {
            let reports = |verb: u32| {
                matches!(self.document.lemma(verb), "say" | "tell" | "add" | "state" | "declare" | "announce" | "write")
                    .then(|| tree::subjects(self.document, verb).into_iter().find(|&s| s != token && self.acts(s)))
                    .flatten()
            };
            let below = self.document.children(at).filter(|&c| self.document.relation(c).base() == "parataxis");
            if let Some(found) = below.filter(|&c| c != token).find_map(reports) {
                return Some(found);
            }
            at = self.document.head(at)?;
            if let Some(found) = reports(at) {
                return Some(found);
            }
        }
        None
    }

    /// The roles that a participant's head fills; several for "both leaders".
    pub(super) fn roles(&self, token: u32, recipient: bool) -> Vec<Role> {
        let mut out = Vec::new();
        if let (Some(mention), Some(linked)) = (self.mention(token), self.linked) {
            for &idx in &mention.entities {
                let entity = linked.entity(idx);
                if entity.kind.may_act() || (entity.kind == EntityKind::Place && (recipient || self.acts(token))) {
                    let sector = match entity.kind {
                        // A state that acts is its government (PLOVER); cities stand for their people.
                        EntityKind::State => Some(Sector::Gov),
                        EntityKind::Place => entity.sector.or(Some(Sector::Cvl)),
                        _ => entity.sector,
                    };
                    let span = mention.span;
                    let nameless = entity.id.starts_with("local:group");
                    // "fighters of the insurgency ISWAP" are the insurgency's.
                    if nameless
                        && sector == Some(Sector::Uaf)
                        && let Some(group) = self.whole_of(token)
                    {
                        out.push(Role { span, ..group });
                        continue;
                    }
                    // "farmers from Poland and Hungary": where they come from.
                    if nameless && entity.country.is_none() {
                        let mut homes: Vec<(u32, String)> = Vec::new();
                        for t in tree::prepositional(self.document, token, |c| self.document.form(c) == "from") {
                            if let Some(country) = self.entities(t).find_map(|e| e.country.clone())
                                && !homes.iter().any(|(_, c)| *c == country)
                            {
                                homes.push((t, country));
                            }
                        }
                        if !homes.is_empty() {
                            // Only the first can be the group that the link room made of the words.
                            out.extend(homes.into_iter().enumerate().map(|(nth, (owner, country))| Role {
                                span: if nth == 0 { span } else { self.document.token(owner).span },
                                entity: (nth == 0).then_some(idx),
                                name: entity.name.clone(),
                                country: Some(country),
                                sector,
                            }));
                            continue;
                        }
                    }
                    // "Kenyan police | officers": the words in front say whose.
                    let country = entity.country.clone().or_else(|| {
                        nameless
                            .then(|| {
                                tree::modifiers(self.document, token)
                                    .into_iter()
                                    .find_map(|t| self.entities(t).find_map(|e| e.country.clone()))
                            })
                            .flatten()
                    });
                    out.push(Role { span, entity: Some(idx), name: entity.name.clone(), country, sector });
                }
            }
            if !out.is_empty() {
                // "French and Malian forces": the adjective outside the name has a side of its own.
                if let [one] = out.as_slice()
                    && self.document.xpos_is(token, "NNS")
                    && one.entity.is_some_and(|e| linked.entity(e).kind == EntityKind::GovernmentBody)
                {
                    let one = one.clone();
                    for owner in tree::modifiers(self.document, token) {
                        let Some(country) = self.entities(owner).find_map(|e| e.country.clone()) else { continue };
                        if out.iter().all(|r| r.country.as_deref() != Some(country.as_str())) {
                            let name = format!("{} ({country})", self.document.lemma(token));
                            let span = self.document.token(owner).span;
                            out.push(Role { span, entity: None, name, country: Some(country), sector: one.sector });
                        }
                    }
                }
                return out;
            }
        }
        if self.acts(token) && !matches!(self.document.upos(token), Upos::Pron) {
            let span = self.phrase(token);
            let (countries, sector) = self.standing(token);
            if countries.len() > 1 && (self.document.xpos_is(token, "NNS") || self.document.has(token, "Number=Plur")) {
                // "Israeli and Egyptian officials": one side for each country.
                for (owner, country) in countries {
                    let words = self.document.token(owner).span;
                    let name = format!("{} ({country})", self.document.lemma(token));
                    out.push(Role { span: words, entity: None, name, country: Some(country), sector });
                }
                return out;
            }
            let country = countries.into_iter().next().map(|(_, c)| c);
            out.push(Role { span, entity: None, name: span.of(&self.document.text).to_owned(), country, sector });
        }
        out
    }

    /// The armed group that some fighters belong to: "fighters of the M23", "fighters of a rebel group".
    fn whole_of(&self, token: u32) -> Option<Role> {
        let linked = self.linked?;
        let mut wholes = tree::prepositional(self.document, token, |c| self.document.form(c) == "of");
        for whole in wholes.clone() {
            wholes.extend(self.document.children(whole).filter(|&c| self.document.relation(c).base() == "appos"));
        }
        wholes.into_iter().find_map(|t| {
            let mention = self.mention(t)?;
            let &idx = mention.entities.first()?;
            let entity = linked.entity(idx);
            (entity.kind == EntityKind::ArmedGroup).then(|| Role {
                span: mention.span,
                entity: Some(idx),
                name: entity.name.clone(),
                country: entity.country.clone(),
                sector: entity.sector,
            })
        })
    }

    /// The words of a noun phrase up to its head: "its neighbor", "two former ministers".
    fn phrase(&self, token: u32) -> Span {
        let mut first = token;
        let mut last = token;
        for child in self.document.children(token) {
            let relation = self.document.relation(child).base();
            if child < token && matches!(relation, "det" | "amod" | "compound" | "nummod" | "nmod") {
                first = first.min(self.document.subtree(child).0);
            }
            if child > token && matches!(relation, "flat" | "fixed") {
                last = last.max(child);
            }
        }
        self.document.span_of(first, last)
    }

    /// Country and sector of a noun phrase without an entity: "Roman soldiers" are Rome's, MIL.
    fn standing(&self, token: u32) -> (Vec<(u32, String)>, Option<Sector>) {
        let mut near = tree::possessors(self.document, token);
        near.extend(tree::modifiers(self.document, token));
        let owned = near.iter().any(|&t| self.entities(t).any(|e| e.country.is_some()));
        if !owned {
            near.extend(tree::prepositional(self.document, token, |c| {
                matches!(self.document.form(c), "of" | "in" | "from")
            }));
        }
        let mut countries: Vec<(u32, String)> = Vec::new();
        for t in near {
            if let Some(country) = self.entities(t).find_map(|e| e.country.clone())
                && !countries.iter().any(|(_, c)| *c == country)
            {
                countries.push((t, country));
            }
        }
        (countries, self.sector(token))
    }

    fn sector(&self, token: u32) -> Option<Sector> {
        let lemma = self.document.lemma(token).to_lowercase();
        if matches!(
            lemma.as_str(),
            "leader"
                | "leaders"
                | "supporter"
                | "supporters"
                | "politician"
                | "politicians"
                | "figure"
                | "member"
                | "group"
                | "force"
                | "forces"
                | "fighter"
                | "fighters"
                | "chief"
                | "federation"
                | "confederation"
                | "office"
                | "offices"
        ) {
            // "opposition leaders", "union leaders": the word in front says whose.
            let front = tree::modifiers(self.document, token)
                .into_iter()
                .find_map(|t| self.lead(self.document.lemma(t).to_lowercase().trim_end_matches('s')));
            if front.is_some() {
                return front;
            }
            // "eight leaders of a steelworkers' union", "members of the militia": what they lead or belong to.
            let whole = tree::prepositional(self.document, token, |c| self.document.form(c) == "of")
                .into_iter()
                .find_map(|t| self.entities(t).find_map(|e| e.sector).or_else(|| self.sector_of_body(t)));
            if whole.is_some() {
                return whole;
            }
        }
        Some(match lemma.trim_end_matches('s') {
            "force" | "guard" | "drone" | "missile" | "tank" | "aircraft" => Sector::Mil,
            "soldier" | "troop" | "instructor" | "army" | "military" | "navy" | "marine" | "general" | "warplane"
            | "jet" | "warship" | "sailor" | "serviceman" | "paratrooper" | "commando" | "reservist" | "brigade"
            | "battalion" => Sector::Mil,
            "police" | "policeman" | "officer" | "gendarme" | "constable" | "policewoman" => Sector::Cop,
            "rebel" | "insurgent" | "guerrilla" | "separatist" | "jihadist" => Sector::Reb,
            "gunman" | "gunmen" | "attacker" | "assailant" | "militant" | "bomber" | "hijacker" | "terrorist"
            | "sniper" => Sector::Uaf,
            "militia" | "militiaman" | "paramilitary" => Sector::Prm,
            "court" | "judge" | "tribunal" | "prosecutor" | "judiciary" | "jury" => Sector::Jud,
            "parliament" | "senate" | "congress" | "lawmaker" | "legislator" | "senator" | "assembly" | "mp" => {
                Sector::Leg
            }
            "government" | "ministry" | "minister" | "president" | "official" | "authority" | "authoritie"
            | "cabinet" | "spokesman" | "spokeswoman" | "spokesperson" | "ambassador" | "envoy" | "diplomat"
            | "king" | "premier" | "governor" | "administration" | "department" | "leader" | "embassy" | "regime"
            | "delegation" | "chancellor" | "mayor" | "aide" | "chief" => Sector::Gov,
            "party" | "partie" => Sector::Pty,
            "opposition" | "dissident" | "critic" => Sector::Opp,
            "journalist" | "reporter" | "newspaper" | "broadcaster" | "editor" | "blogger" | "photographer" => {
                Sector::Jrn
            }
            "worker" | "union" | "employee" | "miner" | "driver" | "pilot" | "unionist" | "trucker" | "staff"
            | "dockworker" | "labourer" | "laborer" | "haulier" => Sector::Lab,
            "farmer" | "peasant" | "fisherman" => Sector::Agr,
            "student" | "teacher" | "lecturer" | "academic" | "professor" | "university" | "scientist" | "pupil" => {
                Sector::Edu
            }
            "doctor" | "nurse" | "physician" | "hospital" => Sector::Med,
            "refugee" | "migrant" => Sector::Ref,
            "regulator" | "commission" | "watchdog" | "agency" | "bureau" | "treasury" | "ruler" | "comptroller" => {
                Sector::Gov
            }
            "company" | "firm" | "bank" | "exchange" | "lender" | "shipper" | "retailer" | "banker" | "businessman"
            | "investor" | "executive" | "airline" | "corporation" => Sector::Bus,
            "gang" | "cartel" | "criminal" | "smuggler" | "trafficker" | "pirate" | "mafia" => Sector::Crm,
            "cleric" | "imam" | "bishop" | "pope" | "priest" | "monk" | "church" | "pastor" => Sector::Rel,
            "protester" | "demonstrator" | "civilian" | "resident" | "villager" | "people" | "citizen" | "person"
            | "crowd" | "activist" | "supporter" | "man" | "woman" | "child" | "thousand" | "hundred" | "mob"
            | "youth" | "family" | "mother" | "father" | "parent" | "boy" | "girl" | "relative" | "inmate"
            | "prisoner" | "detainee" | "hostage" | "vendor" | "bystander" | "brother" | "sister" | "voter"
            | "passenger" | "worshipper" | "pilgrim" | "tourist" | "province" | "village" | "town" | "district"
            | "neighbourhood" | "neighborhood" | "house" | "home" => Sector::Cvl,
            "spy" | "spie" => Sector::Spy,
            _ => Sector::Unk,
        })
    }

    /// The sector of a body whose leaders or members are meant.
    fn sector_of_body(&self, token: u32) -> Option<Sector> {
        self.lead(self.document.lemma(token).to_lowercase().trim_end_matches('s'))
    }

    /// The sector that a word in front of "leader" or "forces" lends.
    fn lead(&self, word: &str) -> Option<Sector> {
        Some(match word {
            "opposition" | "dissident" => Sector::Opp,
            "protest" | "student" => Sector::Cvl,
            "rebel" | "separatist" | "guerrilla" | "insurgent" | "jihadist" | "insurgency" | "militant" => Sector::Reb,
            "union" | "labor" | "labour" => Sector::Lab,
            "gang" | "cartel" | "mafia" => Sector::Crm,
            "party" => Sector::Pty,
            "religious" | "church" | "muslim" | "christian" => Sector::Rel,
            "business" => Sector::Bus,
            "army" | "military" | "junta" => Sector::Mil,
            "police" => Sector::Cop,
            "paramilitary" | "militia" => Sector::Prm,
            _ => return None,
        })
    }

    /// The first participant of a clause that takes part without being an argument: "talks …, with
    /// the premier attending".
    pub(super) fn attending(&self, token: u32) -> Vec<u32> {
        let mut out = Vec::new();
        let mut at = token;
        for _ in 0..4 {
            for child in self.document.children(at) {
                if self.document.upos(child) == Upos::Verb
                    && matches!(self.document.lemma(child), "participate" | "attend" | "join" | "take" | "present")
                    && matches!(
                        self.document.relation(child).base(),
                        "advcl" | "acl" | "obl" | "conj" | "parataxis" | "ccomp" | "dep"
                    )
                {
                    for subject in tree::subjects(self.document, child) {
                        if self.acts(subject) {
                            out.push(subject);
                        }
                    }
                }
            }
            match self.document.head(at) {
                Some(head)
                    if matches!(self.document.upos(head), Upos::Verb | Upos::Adj | Upos::Noun)
                        && self.document.relation(at) != Relation::AclRelcl =>
                {
                    at = head
                }
                _ => break,
            }
        }
        out
    }
}
