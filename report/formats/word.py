"""The report for Word, for those who comment: the manuscript through pandoc, in styles of its own.

Its charts are pictures, since Word draws SVG in typefaces that its reader need not have. The document bears the day of
its newest source, and nothing of the clock or the machine.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from figures.drawing import colours
from report.engines import pandoc
from report.engines.columns import widths
from report.formats.archive import packed, unpacked
from report.manuscript.document import Manuscript, annex_id

_TEMPLATES: Final = Path(__file__).parents[1] / "templates" / "word"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FOOTER_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
_PAPER: Final = (
    f'<w:sectPr><w:footerReference xmlns:r="{_OFFICE}" w:type="default" r:id="rIdFooter"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'  # A4, in twentieths of a point
    '<w:pgMar w:top="1304" w:right="1361" w:bottom="1304" w:left="1361" w:header="709" w:footer="709" w:gutter="0"/>'
    "</w:sectPr>"
)
_STYLE: Final = re.compile(r'<w:style [^>]*w:styleId="([^"]+)".*?</w:style>', re.DOTALL)


def document(manuscript: Manuscript, pictures: Mapping[str, bytes]) -> bytes:
    """The report as a Word document; ``pictures`` are its charts by id, as PNG.

    Raises :class:`Problem` where pandoc cannot render it.
    """
    with tempfile.TemporaryDirectory() as folder:
        files = {f"{name}.png": picture for name, picture in pictures.items()}
        files["reference.docx"] = _reference()
        files["manuscript.json"] = _beside_markdown(manuscript)
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        made = pandoc.converted(
            manuscript,
            "docx",
            _TEMPLATES / "manuscript.lua",
            [f"--resource-path={folder}", f"--reference-doc={folder}/reference.docx", "--output=-"],
            {"SOURCE_DATE_EPOCH": str(manuscript.published)},
        )
    parts = unpacked(made)
    parts["word/document.xml"] = _with_row_headers(parts["word/document.xml"].decode()).encode()
    # Pandoc puts here what else it knows, such as where the literature lies on this machine.
    parts["docProps/custom.xml"] = re.sub(
        b"<property .*</property>", b"", parts["docProps/custom.xml"], flags=re.DOTALL
    )
    return packed(parts)


def _beside_markdown(manuscript: Manuscript) -> bytes:
    """What the filter knows beside the Markdown: the annex, the places that it tells of, and how wide columns are."""
    known = {
        "annex": manuscript.annex,
        "explained": {place: annex_id(place) for place in manuscript.explained},
        "widths": {f"tbl-{table.id}": widths(table) for table in manuscript.tables},
    }
    return json.dumps(known, ensure_ascii=False).encode()


def _with_row_headers(text: str) -> str:
    """The document with the first cell of each row of a table as that row's header."""
    return text.replace('w:firstColumn="0"', 'w:firstColumn="1"').replace('w:val="0020"', 'w:val="00A0"')


def _reference() -> bytes:
    """The document whose styles, paper and footer pandoc takes: its own, with those of the templates in their place."""
    parts = unpacked(pandoc.default("reference.docx"))

    def edit(name: str, before: str, after: str) -> None:
        parts[name] = re.sub(before, after.replace("\\", r"\\"), parts[name].decode(), flags=re.DOTALL).encode()

    parts["word/styles.xml"] = _styles(parts["word/styles.xml"].decode()).encode()
    parts["word/footer1.xml"] = (_TEMPLATES / "footer.xml").read_bytes()
    edit("word/theme/theme1.xml", 'latin typeface="Aptos[^"]*"', 'latin typeface="Arial"')
    edit("word/document.xml", "<w:sectPr>.*?</w:sectPr>", _PAPER)
    footer = f'<Relationship Type="{_OFFICE}/footer" Id="rIdFooter" Target="footer1.xml"/>'
    edit("word/_rels/document.xml.rels", "</Relationships>", f"{footer}</Relationships>")
    override = f'<Override PartName="/word/footer1.xml" ContentType="{_FOOTER_TYPE}"/>'
    edit(r"[Content_Types].xml", "</Types>", f"{override}</Types>")
    return packed(parts)


def _styles(text: str) -> str:
    """Pandoc's styles, those that the templates define replaced or added."""
    template = colours.filled((_TEMPLATES / "styles.xml").read_text(encoding="utf-8"))
    own = {match[1]: match[0] for match in _STYLE.finditer(template)}
    kept = _STYLE.sub(lambda match: own.pop(match[1], match[0]), text)
    return kept.replace("</w:styles>", "".join(own.values()) + "</w:styles>")
