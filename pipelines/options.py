"""What a user can choose of the desk's work: extra rules, and whether a learned model reads the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import UsageError

from pipelines.body_model import BodyModel, ModelError, load
from pipelines.catalogue.matcher import Matcher
from pipelines.catalogue.rules import load as load_catalogue

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from crawler.state.lines import Lines
    from crawler.state.stories import Stories

HONOUR, RECORD = "honour", "record"
OWN_PRODUCT = "copydesk"
STANDARD_MODELS = Path(__file__).parent
HTML_MODEL, TEXT_MODEL = "body_html.npz", "body_text.npz"
NO_MODEL = frozenset({"", "none", "false", "0", "rules"})


@cache
def matcher_for(extra: tuple[str, ...] = ()) -> Matcher:
    """The matcher over the catalogue that ships and a user's own files, built once a process."""
    return Matcher(load_catalogue([Path(path) for path in extra]))


@dataclass(frozen=True, slots=True)
class Options:
    """How the stages work on a page."""

    catalogue: tuple[str, ...] = ()
    """Paths of rule files beside those that ship."""
    models: Path | None = field(default=STANDARD_MODELS)
    """Folder of the learned body models; null for rules alone."""
    memory: Lines | None = None
    """Lines of the sites so far (`Lines.in_memory()` for those of one job); null: every page stands alone."""
    stories: Stories | None = None
    """Stories so far (`Stories.for_a_run()` for those of one job); null: every page stands alone. Scrapy's runs have
    theirs in the stage itself."""
    rights: str = RECORD
    """`record`: what the publisher reserves is only written down. `honour`: no text in the record where it is reserved."""
    product: str = OWN_PRODUCT
    """The product token that `<meta>` and headers can speak to, in lower case."""

    @property
    def honours_rights(self) -> bool:
        """Whether a reserved text is left out of the record."""
        return self.rights != RECORD

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Read `COPYDESK_CATALOGUE`, `COPYDESK_BODY_MODEL` and `COPYDESK_RIGHTS`, and try them.

        Raises CatalogueError, ModelError or OSError where a file that they name can't be used, and UsageError where
        COPYDESK_RIGHTS is none of its two words.
        """
        # A project that does not know the setting has not chosen rules alone.
        chosen = settings.get("COPYDESK_BODY_MODEL") if "COPYDESK_BODY_MODEL" in settings else "standard"
        models = None if chosen is None or str(chosen).lower() in NO_MODEL else Path(str(chosen))
        if str(chosen).lower() == "standard":
            models = STANDARD_MODELS
        rights = str(settings.get("COPYDESK_RIGHTS", HONOUR))
        if rights not in {HONOUR, RECORD}:
            raise UsageError(f'COPYDESK_RIGHTS={rights}: it is "{HONOUR}" or "{RECORD}"')
        product = str(settings.get("ROBOTSTXT_USER_AGENT") or OWN_PRODUCT).lower()
        options = cls(tuple(settings.getlist("COPYDESK_CATALOGUE")), models, rights=rights, product=product)
        _ = options.matcher
        if models is not None:
            options.model(plain=False)
            options.model(plain=True)
        return options

    @property
    def matcher(self) -> Matcher:
        """Runs the rules."""
        return matcher_for(self.catalogue)

    def model(self, *, plain: bool) -> BodyModel | None:
        """The model for plain text or for HTML; null in the mode without one."""
        if self.models is None:
            return None
        path = self.models / (TEXT_MODEL if plain else HTML_MODEL)
        if not path.is_file():
            raise ModelError(
                f"{path}: no such model; COPYDESK_BODY_MODEL names a folder with {HTML_MODEL} and {TEXT_MODEL}"
            )
        return load(path)


STANDARD = Options()
"""What ships."""
