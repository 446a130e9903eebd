"""Makes the fonts of print from the web's Inter: static weights as TrueType, which typst reads and woff2 is not.

``python lokallag/playbook/data/fonts/make.py`` needs fonttools and brotli, and ``npm ci`` done.
Run it again when Inter is renewed.
"""

from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[3] / "node_modules/@fontsource-variable/inter"
CUTS = {
    "Regular": (400, "normal"),
    "SemiBold": (600, "normal"),
    "Bold": (700, "normal"),
    "Italic": (400, "italic"),
}
SUBSETS = {"latin": "Inter", "latin-ext": "Inter Ext"}


def make() -> None:
    """Write one file for each weight and range of letters."""
    for subset, family in SUBSETS.items():
        for style, (weight, slope) in CUTS.items():
            font = TTFont(SOURCE / f"files/inter-{subset}-opsz-{slope}.woff2")
            font = instantiateVariableFont(font, {"wght": weight, "opsz": 14}, inplace=False)
            font.flavor = None
            names = font["name"]
            names.names = [record for record in names.names if record.nameID not in {16, 17, 21, 22, 25}]
            for number, text in ((1, family), (2, "Regular"), (3, f"{family} {style}"), (4, f"{family} {style}")):
                names.setName(text, number, 3, 1, 0x409)
            names.setName(family, 16, 3, 1, 0x409)
            names.setName(style, 17, 3, 1, 0x409)
            names.setName(f"{family}-{style}".replace(" ", ""), 6, 3, 1, 0x409)
            font["OS/2"].usWeightClass = weight
            font.save(HERE / f"{family}-{style}.ttf".replace(" ", ""))


if __name__ == "__main__":
    make()
