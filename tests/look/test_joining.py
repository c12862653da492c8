"""The scripts of the player go out as one file, and what cannot be joined does not go out."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from clinic.look import joining

KB = 1024


@pytest.fixture
def modules(tmp_path):
    """modules(main="…", store="…") writes them and gives the path of the first."""

    def write(**texts: str) -> Path:
        for name, text in texts.items():
            (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")
        return tmp_path / f"{next(iter(texts))}.js"

    return write


def test_what_a_page_of_a_runner_fetches_stays_within_25_kilobytes():
    found = finders.find("js/player.js")
    assert isinstance(found, str)
    text = Path(found).read_bytes()

    folder = Path(joining.__file__).parents[2] / "static" / "js" / "player"
    beside = [folder / name for name in ("start.js", "beat.js")]
    assert len(gzip.compress(text, 9)) + sum(file.stat().st_size for file in beside) < 25 * KB
    assert b"\nimport " not in text


def test_every_module_stands_once_and_below_what_it_needs(modules):
    main = modules(
        main='import { keep as hold } from "./store.js";\nimport * as all from "./store.js";\n'
        "hold(all.size);\n",
        store='import "./first.js";\nexport const size = 3;\nexport async function keep() {}\n',
        first="self.x = 1;\n",
    )

    assert joining.join(main) == (
        "const $first = (() => {\nself.x = 1;\nreturn {  };\n})();\n"
        "const $store = (() => {\nconst size = 3;\nasync function keep() {}\n"
        "return { size, keep };\n})();\n"
        "const $main = (() => {\nconst { keep: hold } = $store;\nconst all = $store;\n"
        "hold(all.size);\nreturn {  };\n})();\n"
        'export const modules = { "first": $first, "store": $store, "main": $main };\n'
    )


def test_comments_stay_at_home_and_addresses_do_not(modules):
    main = modules(
        main='// Why.\n/** What.\n * More. */\nconst at = "https://x.example//y"; // how\n'
    )

    text = joining.join(main)

    assert "Why" not in text
    assert "What" not in text
    assert 'const at = "https://x.example//y"; // how' in text


@pytest.mark.parametrize(
    "line",
    [
        'const later = import("./other.js");',
        'import whole from "./other.js";',
        "export default 3;",
        "export { one };",
        'export * from "./other.js";',
    ],
)
def test_a_form_that_is_not_known_never_goes_out(modules, line):
    main = modules(main=f"{line}\n", other="export const one = 1;\n")

    with pytest.raises(ValueError, match="cannot be joined"):
        joining.join(main)


def test_modules_that_need_each_other_are_named(modules):
    main = modules(main='import "./other.js";\n', other='import "./main.js";\n')

    with pytest.raises(ValueError, match=r"main\.js → other\.js → main\.js"):
        joining.join(main)
