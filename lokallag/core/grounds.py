"""The legal grounds that data is held on, in words: one of article 6 and, for what shows membership, one of article 9.

They are what the product was made for. The organisation answers for them and must check that they fit what it does; the
privacy notice says so.
"""

from django.utils.translation import gettext_lazy as _

PARTY = _(
    "Berettiget interesse i å drive partiet (personvernforordningen artikkel 6 nr. 1 bokstav f), og partiets adgang til"
    " å behandle opplysninger om egne medlemmer (artikkel 9 nr. 2 bokstav d)."
)
CONSENT = _(
    "Samtykket ditt (personvernforordningen artikkel 6 nr. 1 bokstav a og artikkel 9 nr. 2 bokstav a). At du ga det, må"
    " kunne vises (artikkel 7 nr. 1)."
)
SAFETY = _(
    "Berettiget interesse i å oppfylle plikten til å sikre opplysningene (personvernforordningen artikkel 6 nr. 1"
    " bokstav f, jf. artikkel 32), og partiets adgang til å behandle opplysninger om egne medlemmer (artikkel 9 nr. 2"
    " bokstav d)."
)
GUARDIAN = _(
    "Berettiget interesse i å kunne nå en foresatt (personvernforordningen artikkel 6 nr. 1 bokstav f). En foresatt kan"
    " være uten medlemskap, og kan si nei til å stå her."
)
SPEAKER = _(
    "Berettiget interesse i å finne innledere til møter (personvernforordningen artikkel 6 nr. 1 bokstav f). E-post og"
    " telefon lagres bare med samtykket ditt (bokstav a). Er du medlem, gjelder også partiets adgang til å behandle"
    " opplysninger om egne medlemmer (artikkel 9 nr. 2 bokstav d)."
)
MADE_UP = _("Ingen: Personene er oppdiktet.")
