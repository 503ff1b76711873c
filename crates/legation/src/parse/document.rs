//! The analysed text: tokens with their tree, sentences, and named spans.

use crate::error::Notice;
use crate::span::Span;

/// An analysed text. Token indices are positions in `tokens`, over the whole document.
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub text: String,
    pub sentences: Vec<Sentence>,
    pub tokens: Vec<Token>,
    pub names: Vec<Name>,
    pub notices: Vec<Notice>,
}

/// A sentence: a run of tokens that is one tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    pub span: Span,
    /// First token, inclusive.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// The token that is the root of the tree.
    pub root: u32,
}

/// A syntactic word. "don't" is two tokens whose spans meet inside the word.
#[derive(Clone, PartialEq, Debug)]
pub struct Token {
    pub span: Span,
    pub lemma: Box<str>,
    pub upos: Upos,
    /// The Penn tag, as the treebanks write it.
    pub xpos: &'static str,
    /// UD features in CoNLL-U form (`Number=Sing|Person=3`), `_` when there are none.
    pub features: &'static str,
    /// The governing token's index, or the token's own index at the root.
    pub head: u32,
    pub relation: Relation,
}

/// A named span found by the model: a person, an organisation, a place, …
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    pub span: Span,
    /// First token, inclusive.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    pub kind: NameKind,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum NameKind {
    Person,
    Organisation,
    Place,
    /// A group by nationality, religion or politics.
    Group,
    Facility,
    Event,
    Law,
}

impl Document {
    /// The word as written.
    pub fn form(&self, token: u32) -> &str {
        self.tokens[token as usize].span.of(&self.text)
    }

    pub fn token(&self, token: u32) -> &Token {
        &self.tokens[token as usize]
    }

    pub fn lemma(&self, token: u32) -> &str {
        &self.tokens[token as usize].lemma
    }

    pub fn upos(&self, token: u32) -> Upos {
        self.tokens[token as usize].upos
    }

    pub fn relation(&self, token: u32) -> Relation {
        self.tokens[token as usize].relation
    }

    /// The governor, or nothing at the root.
    pub fn head(&self, token: u32) -> Option<u32> {
        let head = self.tokens[token as usize].head;
        (head != token).then_some(head)
    }

    /// The sentence a token belongs to.
    pub fn sentence_of(&self, token: u32) -> &Sentence {
        let idx = self.sentences.partition_point(|s| s.end <= token);
        &self.sentences[idx]
    }

    /// Direct dependents, in text order.
    pub fn children(&self, token: u32) -> impl Iterator<Item = u32> + '_ {
        let sentence = self.sentence_of(token);
        (sentence.first..sentence.end).filter(move |&t| t != token && self.tokens[t as usize].head == token)
    }

    /// The first dependent whose relation passes.
    pub fn child_by(&self, token: u32, wanted: impl Fn(Relation) -> bool) -> Option<u32> {
        self.children(token).find(|&t| wanted(self.relation(t)))
    }

    /// Whether `ancestor` governs `token`, directly or not, or is it.
    pub fn governs(&self, ancestor: u32, token: u32) -> bool {
        let mut at = token;
        loop {
            if at == ancestor {
                return true;
            }
            match self.head(at) {
                Some(head) => at = head,
                None => return false,
            }
        }
    }

    /// First and last token (inclusive) of the subtree under `token`.
    pub fn subtree(&self, token: u32) -> (u32, u32) {
        let sentence = self.sentence_of(token);
        let (mut low, mut high) = (token, token);
        for t in sentence.first..sentence.end {
            if self.governs(token, t) {
                low = low.min(t);
                high = high.max(t);
            }
        }
        (low, high)
    }

    /// The span from the first to the last of two tokens, inclusive.
    pub fn span_of(&self, first: u32, last: u32) -> Span {
        self.tokens[first as usize].span.cover(self.tokens[last as usize].span)
    }

    /// Whether a UD feature has a value: `has(t, "Tense=Past")`.
    pub fn has(&self, token: u32, feature: &str) -> bool {
        self.tokens[token as usize].features.split('|').any(|f| f == feature)
    }
}

/// Declares a closed vocabulary with its written names.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($variant,)* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }

            pub fn from_name(name: &str) -> Option<$name> {
                match name { $($text => Some($name::$variant),)* _ => None }
            }
        }
    };
}

vocabulary! {
    /// Universal part of speech.
    Upos {
        Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET",
        Intj = "INTJ", Noun = "NOUN", Num = "NUM", Part = "PART", Pron = "PRON", Propn = "PROPN",
        Punct = "PUNCT", Sconj = "SCONJ", Sym = "SYM", Verb = "VERB", X = "X",
    }
}

vocabulary! {
    /// Universal dependency relation, with the subtypes of the English treebanks.
    Relation {
        Root = "root", Acl = "acl", AclRelcl = "acl:relcl", Advcl = "advcl",
        AdvclRelcl = "advcl:relcl", Advmod = "advmod", AdvmodEmph = "advmod:emph", Amod = "amod",
        Appos = "appos", Aux = "aux", AuxPass = "aux:pass", Case = "case", Cc = "cc",
        CcPreconj = "cc:preconj", Ccomp = "ccomp", Compound = "compound",
        CompoundPrt = "compound:prt", Conj = "conj", Cop = "cop", Csubj = "csubj",
        CsubjOuter = "csubj:outer", CsubjPass = "csubj:pass", Dep = "dep", Det = "det",
        DetPredet = "det:predet", Discourse = "discourse", Dislocated = "dislocated", Expl = "expl",
        Fixed = "fixed", Flat = "flat", FlatForeign = "flat:foreign", FlatName = "flat:name",
        Goeswith = "goeswith", Iobj = "iobj", List = "list", Mark = "mark", Nmod = "nmod",
        NmodDesc = "nmod:desc", NmodNpmod = "nmod:npmod", NmodPoss = "nmod:poss",
        NmodTmod = "nmod:tmod", NmodUnmarked = "nmod:unmarked", Nsubj = "nsubj",
        NsubjOuter = "nsubj:outer", NsubjPass = "nsubj:pass", Nummod = "nummod", Obj = "obj",
        Obl = "obl", OblAgent = "obl:agent", OblNpmod = "obl:npmod", OblTmod = "obl:tmod",
        OblUnmarked = "obl:unmarked", Orphan = "orphan", Parataxis = "parataxis", Punct = "punct",
        Reparandum = "reparandum", Vocative = "vocative", Xcomp = "xcomp",
    }
}

impl Relation {
    /// The relation without its subtype: `nsubj:pass` → `nsubj`.
    pub fn base(self) -> &'static str {
        let name = self.name();
        name.split(':').next().unwrap_or(name)
    }

    pub fn is_subject(self) -> bool {
        matches!(self.base(), "nsubj" | "csubj")
    }
}

impl NameKind {
    pub fn name(self) -> &'static str {
        match self {
            NameKind::Person => "person",
            NameKind::Organisation => "organisation",
            NameKind::Place => "place",
            NameKind::Group => "group",
            NameKind::Facility => "facility",
            NameKind::Event => "event",
            NameKind::Law => "law",
        }
    }
}

impl Document {
    /// Whether the Penn tag of a token is this one.
    pub fn xpos_is(&self, token: u32, xpos: &str) -> bool {
        self.tokens[token as usize].xpos == xpos
    }
}
