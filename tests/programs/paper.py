"""Reading a PDF: its words in order, its tags, its pictures, and the code on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pypdfium2
import zxingcpp
from pypdf import PdfReader
from pypdf.generic import IndirectObject


@dataclass(frozen=True)
class Tag:
    """One element of the structure: its role, and what its attributes say."""

    role: str
    alt: str
    title: str


def words(pdf: bytes) -> str:
    """All text in the order of the file, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def tags(pdf: bytes) -> list[Tag]:
    """The structure from the top, in the order in which it is read out."""
    root = PdfReader(BytesIO(pdf)).trailer["/Root"]
    return list(_walk(root["/StructTreeRoot"]))


def _walk(node: Any) -> Iterator[Tag]:
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        for child in node:
            yield from _walk(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield Tag(node["/S"][1:], str(node.get("/Alt", "")), str(node.get("/T", "")))
        if "/K" in node:
            yield from _walk(node["/K"])


def codes(pdf: bytes) -> list[str]:
    """What a camera reads from the first page."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    image = page.render(scale=2, grayscale=True)
    pixels = memoryview(bytes(image.buffer)).cast("B", (image.height, image.stride))
    found = [code.text for code in zxingcpp.read_barcodes(pixels)]
    image.close()
    page.close()
    document.close()
    return found


def fonts(pdf: bytes) -> dict[str, bool]:
    """Every font of the file, and whether it is inside it."""
    reader = PdfReader(BytesIO(pdf))
    found = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            for inner in font.get_object().get("/DescendantFonts", []):
                described = inner.get_object()["/FontDescriptor"].get_object()
                found[described["/FontName"]] = bool({"/FontFile2", "/FontFile3"} & set(described))
    return found
