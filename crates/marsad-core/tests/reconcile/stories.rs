//! Reports written for the tests, their claims marked by hand.

use marsad_core::reconcile::Telling;
use marsad_core::record::{Claim, Coded, Document, Exactness, Figure, Filler, Link, PlaceRef, RoleKind, SourceKind, Span, Status, TimeRef};

/// A claim by its words.
#[derive(Clone)]
pub struct Marked {
    pub id: String,
    pub kind: &'static str,
    pub trigger: &'static str,
    pub roles: Vec<(RoleKind, &'static str, Option<&'static str>)>,
    pub place: Option<PlaceRef>,
    pub day: Option<&'static str>,
    pub figures: Vec<(&'static str, &'static str, Option<f64>, Option<f64>, Exactness, &'static str, bool)>,
    pub root: Option<(&'static str, SourceKind)>,
    pub status: Status,
}

pub fn claim(id: &str, kind: &'static str, trigger: &'static str) -> Marked {
    Marked { id: id.into(), kind, trigger, roles: vec![], place: None, day: None, figures: vec![], root: None, status: Status::Asserted }
}

impl Marked {
    fn at(mut self, p: &PlaceRef) -> Self {
        self.place = Some(p.clone());
        self
    }
    fn on(mut self, day: &'static str) -> Self {
        self.day = Some(day);
        self
    }
    fn by(mut self, words: &'static str, actor: Option<&'static str>) -> Self {
        self.roles.push((RoleKind::Agent, words, actor));
        self
    }
    fn says(mut self, words: &'static str, kind: SourceKind) -> Self {
        self.root = Some((words, kind));
        self
    }
    fn counts(mut self, words: &'static str, measure: &'static str, n: f64, class: &'static str) -> Self {
        self.figures.push((words, measure, Some(n), Some(n), Exactness::Exact, class, false));
        self
    }
}

/// A report by its words.
#[derive(Clone)]
pub struct Report {
    pub id: String,
    pub title: &'static str,
    pub published: &'static str,
    pub source: &'static str,
    pub body: &'static str,
    pub claims: Vec<Marked>,
}

impl Report {
    pub fn document(&self) -> Document {
        Document {
            id: self.id.clone(),
            title: self.title.into(),
            published: self.published.into(),
            source: self.source.into(),
            url: String::new(),
            text: format!("{}\n{}", self.title, self.body),
        }
    }

    pub fn coded(&self) -> Coded {
        let text = self.document().text;
        let find = |words: &str| {
            let at = text.find(words).unwrap_or_else(|| panic!("{}: no {words:?}", self.id)) as u32;
            Span::new(at, at + words.len() as u32)
        };
        let claims = self.claims.iter().map(|c| Claim {
            id: c.id.clone(),
            kind: c.kind.into(),
            trigger: find(c.trigger),
            roles: c
                .roles
                .iter()
                .map(|(role, w, actor)| Filler {
                    role: *role,
                    span: find(w),
                    actor: actor.map(str::to_owned),
                    place: None,
                    score: 1.0,
                    why: "",
                })
                .collect(),
            places: c
                .place
                .iter()
                .map(|p| Filler { role: RoleKind::At, span: find(&p.name), actor: None, place: Some(p.clone()), score: 1.0, why: "" })
                .collect(),
            time: c.day.map(|d| TimeRef { span: find(c.trigger), from: Some(d.into()), to: Some(d.into()) }),
            figures: c
                .figures
                .iter()
                .map(|(w, measure, low, high, exactness, class, part)| Figure {
                    measure,
                    low: *low,
                    high: *high,
                    exactness: *exactness,
                    span: find(w),
                    class: (*class).into(),
                    part: *part,
                })
                .collect(),
            money: vec![],
            status: c.status,
            attribution: c.root.iter().map(|(w, kind)| Link { span: find(w), kind: *kind, cue: find(w), actor: None }).collect(),
            rule: String::new(),
            plover: vec![],
            confidence: 0.9,
        });
        let mut claims: Vec<Claim> = claims.collect();
        claims.sort_by_key(|c| c.trigger);
        Coded { claims, entities: vec![] }
    }

    pub fn telling(&self) -> Telling {
        Telling::new(&self.document(), &self.coded())
    }
}

fn place(id: &str, name: &str, lat: f64, lon: f64, country: &str) -> PlaceRef {
    PlaceRef { id: id.into(), name: name.into(), en: id.into(), lat, lon, country: country.into(), radius_km: 5.0, where_prec: 1 }
}

/// The report of the examples about the end of the battle of Raqqa.
pub fn raqqa() -> Report {
    let raqqa = place("raqqa", "الرقة", 35.95, 39.01, "SY");
    let mut envoy = claim("raqqa-6000", "harm.killed", "مقتل").says("بريت ماكغورك", SourceKind::Official);
    envoy.figures.push(("6000 إرهابي على الأقل", "killed", Some(6000.0), None, Exactness::AtLeast, "fighter", false));
    let mut observatory = claim("raqqa-3250", "harm.killed", "قتيلا").says("المرصد السوري لحقوق الإنسان", SourceKind::Observatory);
    observatory.figures.push(("حوالي 3250", "killed", Some(3250.0), Some(3250.0), Exactness::Approx, "person", false));
    observatory.figures.push(("حوالي 1200", "killed", Some(1200.0), Some(1200.0), Exactness::Approx, "civilian", true));
    Report {
        id: "sindyan-20171020".into(),
        title: "الرقة بعد داعش: آلاف القتلى وقادة يشترون طريق الهرب",
        published: "2017-10-20T20:15:00+03:00",
        source: "sindyan",
        body: "انتهى حكم تنظيم داعش للرقة هذا الأسبوع، بعدما انتزعتها قوات سوريا الديمقراطية المدعومة من واشنطن بإسناد من طيران التحالف الدولي.\n\
               ويختلف المعنيون في حساب الموتى. فبريت ماكغورك، مبعوث الرئيس الأميركي لدى التحالف، يتحدث عن مقتل 6000 إرهابي على الأقل في المدينة، بينما أحصى \
               المرصد السوري لحقوق الإنسان حوالي 3250 قتيلا، منهم حوالي 1200 مدني.",
        claims: vec![
            claim("raqqa-taken", "territory.capture", "انتزعتها").at(&raqqa).by("قوات سوريا الديمقراطية", Some("sdf")),
            envoy,
            observatory,
        ],
    }
}

const MARKET: &str = "قتل 23 شخصا وأصيب عشرات آخرون صباح الأحد في تفجير سيارة مفخخة استهدف سوقا شعبية وسط سامراء، بحسب وزارة الصحة العراقية. \
                      وهرعت سيارات الإسعاف إلى المكان فيما فرضت الشرطة طوقا حول السوق ومنعت المارة من الاقتراب منه.";

/// One bombing: a first report, its copy, a higher toll of the same ministry, and a doctor's figure.
pub fn market() -> Vec<Report> {
    let samarra = place("samarra", "سامراء", 34.20, 43.87, "IQ");
    let ministry = SourceKind::Organisation;
    let story = |id: &str, trigger, killed, n, root, kind| {
        vec![
            claim(&format!("{id}-attack"), "violence.bombing", trigger).at(&samarra).on("2016-05-08"),
            claim(&format!("{id}-killed"), "harm.killed", "قتل")
                .at(&samarra)
                .on("2016-05-08")
                .counts(killed, "killed", n, "person")
                .says(root, kind),
        ]
    };
    vec![
        Report {
            id: "m1".into(),
            title: "قتلى في تفجير سوق سامراء",
            published: "2016-05-08T09:00:00+03:00",
            source: "a",
            body: MARKET,
            claims: story("m1", "تفجير سيارة", "23", 23.0, "وزارة الصحة العراقية", ministry),
        },
        Report {
            id: "m2".into(),
            title: "سامراء: سيارة مفخخة تضرب سوقا",
            published: "2016-05-08T09:30:00+03:00",
            source: "b",
            body: MARKET,
            claims: story("m2", "تفجير سيارة", "23", 23.0, "وزارة الصحة العراقية", ministry),
        },
        Report {
            id: "m3".into(),
            title: "ارتفاع حصيلة تفجير سامراء",
            published: "2016-05-08T18:00:00+03:00",
            source: "a",
            body: "قالت وزارة الصحة مساء الأحد إن 31 شخصا قتلوا في تفجير السوق الشعبية في سامراء، وإن بعض الجرحى في حال خطرة.",
            claims: story("m3", "تفجير السوق", "31", 31.0, "وزارة الصحة", ministry),
        },
        Report {
            id: "m4".into(),
            title: "طبيب: مستشفى سامراء امتلأ بضحايا التفجير",
            published: "2016-05-08T20:00:00+03:00",
            source: "c",
            body: "قتل 40 شخصا في تفجير سوق سامراء اليوم الأحد، كما قال طبيب في مستشفى المدينة رفض كشف اسمه.",
            claims: story("m4", "تفجير سوق", "40", 40.0, "طبيب في مستشفى المدينة", SourceKind::Official),
        },
    ]
}

/// Raids that are not one: another town on the same day, the same town four days later; and one told twice.
pub fn week() -> Vec<Report> {
    let (idlib, daraa) = (place("idlib", "إدلب", 35.93, 36.63, "SY"), place("daraa", "درعا", 32.62, 36.10, "SY"));
    let raid = |id: &str, p: &PlaceRef, day| vec![claim(id, "violence.airstrike", "غارات").at(p).on(day).by("طائرات", None)];
    vec![
        Report {
            id: "w1".into(),
            title: "غارات على إدلب تصيب فرنا",
            published: "2018-03-05",
            source: "a",
            body: "شنت طائرات حربية غارات على إدلب يوم الاثنين أصابت إحداها فرنا للخبز في حي الثورة.",
            claims: raid("w1-a", &idlib, "2018-03-05"),
        },
        Report {
            id: "w2".into(),
            title: "طائرات تقصف حي البلد",
            published: "2018-03-05",
            source: "b",
            body: "نفذت طائرات غارات على درعا فجر الاثنين تركزت على حي البلد ومحيط الجمرك القديم.",
            claims: raid("w2-a", &daraa, "2018-03-05"),
        },
        Report {
            id: "w3".into(),
            title: "قصف يطال مستودعا قرب المحطة",
            published: "2018-03-09",
            source: "a",
            body: "استهدفت طائرات في غارات على إدلب يوم الجمعة مستودعا للوقود قرب محطة القطار.",
            claims: raid("w3-a", &idlib, "2018-03-09"),
        },
        Report {
            id: "w4".into(),
            title: "فرن للخبز هدف غارات إدلب",
            published: "2018-03-05",
            source: "c",
            body: "قال سكان إن طائرات شنت غارات على إدلب الاثنين دمرت فرنا للخبز في حي الثورة.",
            claims: raid("w4-a", &idlib, "2018-03-05"),
        },
    ]
}

/// Who held a town.
pub fn town() -> Vec<Report> {
    let raqqa = place("raqqa", "الرقة", 35.95, 39.01, "SY");
    vec![
        Report {
            id: "t1".into(),
            title: "تنظيم الدولة يسيطر على الرقة",
            published: "2014-01-14",
            source: "a",
            body: "أحكم التنظيم قبضته على المدينة.",
            claims: vec![claim("t1-a", "territory.capture", "يسيطر").at(&raqqa).by("تنظيم الدولة", Some("islamic-state")).on("2014-01-14")],
        },
        Report {
            id: "t2".into(),
            title: "قوات سوريا الديمقراطية تنتزع الرقة",
            published: "2017-10-17",
            source: "a",
            body: "خرجت المدينة من يد التنظيم.",
            claims: vec![claim("t2-a", "territory.capture", "تنتزع").at(&raqqa).by("قوات سوريا الديمقراطية", Some("sdf")).on("2017-10-17")],
        },
    ]
}
