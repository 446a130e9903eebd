"""The invented people and units that the demo names one by one. No one of them exists."""

from dataclasses import dataclass

from lokallag.organisation.models import Kind, Title

ORGANISATION = "Bærum Arbeiderparti"
MUNICIPALITY = "3201"


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch, its codes in the example division, when it meets, and its leader, deputy leader and secretary."""

    name: str
    address: str
    meets: str
    codes: tuple[str, ...]
    officers: tuple[tuple[str, str], ...]


# The six names are those of the party's annual report for 2014. Which codes each has is our example.
BRANCHES = (
    Branch(
        "Østre Bærum",
        "ostre",
        "Andre onsdag i måneden",
        ("1358", "1359", "1360", "1361", "1362", "1364", "1366", "1367", "1368", "1369"),
        (("Nadia", "Rahimi"), ("Per", "Strand"), ("Ingunn", "Bakke")),
    ),
    Branch(
        "Haslum",
        "haslum",
        "Andre tirsdag i måneden",
        ("1344", "1346", "1356", "1357"),
        (("Marte", "Hovland"), ("Tariq", "Berg"), ("Silje", "Ødegård")),
    ),
    Branch(
        "Sandvika og omegn",
        "sandvika",
        "Siste mandag i måneden",
        ("1311", "1336", "1337", "1338", "1341", "1363", "1365"),
        (("Øystein", "Krogh"), ("Fatima", "Ali"), ("Rolf", "Engen")),
    ),
    Branch(
        "Lommedalen–Bærums Verk",
        "lommedalen",
        "Første tirsdag i måneden",
        ("1350", "1353", "1354"),
        (("Åse", "Bjørnstad"), ("Lars Petter", "Haugen"), ("Mona", "Vik")),
    ),
    Branch(
        "Rykkinn–Kolsås",
        "rykkinn",
        "Tredje torsdag i måneden",
        ("1348", "1349", "1351", "1352"),
        (("Mats", "Lyngstad"), ("Samira", "Khan"), ("Geir", "Moen")),
    ),
    Branch(
        "Skui–Tanum",
        "skui",
        "Annenhver onsdag",
        ("1339", "1340"),
        (("Helene", "Torp"), ("Odd", "Lie"), ("Berit", "Sæther")),
    ),
)
BRANCH_TITLES = (Title.LEADER, Title.DEPUTY_LEADER, Title.SECRETARY)

# Two codes that two branches both want: nobody answers for them until the board has decided the draft.
DISPUTED = {"1346": ("Haslum", "Rykkinn–Kolsås"), "1363": ("Sandvika og omegn", "Østre Bærum")}

BOARD = (
    (Title.LEADER, "Amina", "Farah", "k", "1369"),
    (Title.DEPUTY_LEADER, "Jonas", "Ekeberg", "m", "1356"),
    (Title.SECRETARY, "Ingrid", "Solheim", "k", "1337"),
    (Title.TREASURER, "Kjell", "Årnes", "m", "1352"),
    (Title.TRAINING_OFFICER, "Tor-Erik", "Bakken", "m", "1353"),
    (Title.CAMPAIGN_MANAGER, "Leila", "Hassan", "k", "1341"),
    (Title.BOARD_MEMBER, "Sigrid", "Dahl", "k", "1357"),
    (Title.BOARD_MEMBER, "Ivar", "Sætre", "m", "1344"),
    (Title.DEPUTY_MEMBER, "Bente", "Aas", "k", "1340"),
)
# The member that one can sign in as: lives where Haslum answers, belongs to Sandvika og omegn.
MEMBER = ("Hanne", "Nordby", "k", "1344", "Sandvika og omegn")

COMMENTS = (
    (9, "Marte", "Hovland", "Haslum", "Gjettum stasjon ligger midt i vårt område. Vi har hatt stand der i flere år."),
    (
        7,
        "Mats",
        "Lyngstad",
        "Rykkinn–Kolsås",
        "De fleste på 1346 handler på Kolsås. Vi deler gjerne stasjonen med Haslum.",
    ),
)

OTHER_UNITS = (
    (Kind.COUNCIL_GROUP, "Kommunestyregruppa"),
    (Kind.COMMITTEE, "Kampanjeutvalget"),
    (Kind.SIDE_ORGANISATION, "Bærum AUF"),
)

# An example of rules with their sources; the paragraphs are the demo's own.
RULES = {
    "annual_meeting_by": ("31.03", "Vedtektene § 5"),
    "notice_days": ("28", "Vedtektene § 5"),
    "proposal_days": ("14", "Vedtektene § 5"),
    "papers_days": ("7", "Vedtektene § 5"),
    "extraordinary_share": ("1/3", "Vedtektene § 6"),
    "majority": ("1/2", "Vedtektene § 9"),
    "statute_majority": ("2/3", "Vedtektene § 14"),
    "gender_quota": ("40", "Vedtektene § 3"),
    "young_age": ("40", "Organisasjonsuttalelsen"),
    "network_answer_days": ("42", "Styrets arbeidsplan"),
    "idea_answer_days": ("14", "Styrets arbeidsplan"),
    "network_mandate": (
        "Medlemmer kan søke styret om fagnettverk. Styret gis myndighet til å oppnevne styringsgrupper for dem.",
        "Organisasjonsuttalelsen",
    ),
    "network_mandate_until": ("31.03.2027", "Ordningen evalueres senest innen årsmøtet 2027"),
    "networks_propose_how": (
        "Nettverkene har ikke forslagsrett. Medlemmene kan fremme forslag i egen partiavdeling.",
        "Organisasjonsuttalelsen",
    ),
    "network_evaluation": ("2027", "Organisasjonsuttalelsen"),
    "national_leaving": ("Skriv til medlem@partiet.example, eller ring 22 00 00 00.", "Partikontoret"),
    "processors": ("Eksempel Drift AS drifter serveren og sender e-posten, i Norge.", "Styremøtet"),
    "privacy_contact": ("Sekretæren i kommunepartiet.", "Styremøtet"),
}
