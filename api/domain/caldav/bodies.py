"""The XML of a request, taken apart within bounds: none may cost more than an honest one does."""

from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from api.exceptions import BodyRefused

MOST_BYTES = 1024 * 1024  # a program that asks for some thousand events by name sends half of it
MOST_ELEMENTS = 20_000
MOST_LEVELS = 24


class BoundedTree(TreeBuilder):
    """Gives up while it still reads. Trees that are very deep bring down whoever walks them."""

    def __init__(self) -> None:
        super().__init__()
        self.level = 0
        self.count = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self.level += 1
        self.count += 1
        if self.level > MOST_LEVELS or self.count > MOST_ELEMENTS:
            raise BodyRefused
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self.level -= 1
        return super().end(tag)


def read_xml(body: bytes) -> Element:
    """Raises BodyRefused for what is not XML, has a document type or entities of its own, or is out of bounds."""
    parser = DefusedXMLParser(target=BoundedTree(), forbid_dtd=True)
    try:
        parser.feed(body)
        root = parser.close()
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BodyRefused from error
    if not isinstance(root, Element):
        raise BodyRefused
    return root
