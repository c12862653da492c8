"""The figures in Chromium and in Firefox: the same picture at every sampled moment, for all drills.

Every still and every loop at several moments of its time (the motion paused and set to it) is drawn
by both and compared pixel by pixel. Edges are smoothed a little differently by each, along lines
one or two pixels wide; so two pictures count as the same when nowhere a whole square of BLOCK by
BLOCK pixels differs by more than STEP of 255. Needs Chromium, Playwright, and Firefox on the
PATH as firefox-esr or firefox (or named in FIREFOX); nothing else of the app uses Firefox.
"""

import argparse
import base64
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from drills.figures.animate import loop
from drills.figures.palette import PALETTES
from drills.figures.pose import Figure
from drills.figures.read import FOLDER, read_figure
from drills.figures.scene import still

# Pixels of a cell's side; drills on one page.
CELL, ROWS = 320, 8
STEP, BLOCK = 40, 3
PATIENCE = 120
SEEK = """
for (const svg of document.querySelectorAll('svg[data-at]')) {
  svg.pauseAnimations(); svg.setCurrentTime(Number(svg.dataset.at) * Number(svg.dataset.lasts));
}
"""
# In a page: both pictures onto canvases, and what differs in each cell.
COMPARE = """
async ({ours, theirs, cell, columns, rows, step, block}) => {
  const pixels = async data => {
    const image = new Image(); image.src = 'data:image/png;base64,' + data; await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const drawing = canvas.getContext('2d', {willReadFrequently: true});
    drawing.drawImage(image, 0, 0);
    return {width: image.width, height: image.height,
            data: drawing.getImageData(0, 0, image.width, image.height).data};
  };
  const a = await pixels(ours), b = await pixels(theirs);
  if (a.width !== b.width || a.height < rows * cell || b.height < rows * cell)
    throw new Error(`sizes differ: ${a.width}x${a.height}, ${b.width}x${b.height}`);
  const found = [];
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) {
    let most = 0, sum = 0, over = 0, blocks = 0, ink = 0;
    const off = new Uint8Array(cell * cell);
    for (let y = 0; y < cell; y++) for (let x = 0; x < cell; x++) {
      const at = ((row * cell + y) * a.width + column * cell + x) * 4;
      let d = 0;
      for (let c = 0; c < 3; c++) d = Math.max(d, Math.abs(a.data[at + c] - b.data[at + c]));
      if (a.data[at] !== a.data[0] || a.data[at + 1] !== a.data[1]) ink++;
      most = Math.max(most, d); sum += d;
      if (d > step) { over++; off[y * cell + x] = 1; }
    }
    for (let y = 0; y + block <= cell; y++) for (let x = 0; x + block <= cell; x++) {
      let all = 1;
      for (let j = 0; j < block && all; j++) for (let i = 0; i < block && all; i++)
        all = off[(y + j) * cell + x + i];
      blocks += all;
    }
    found.push({most, mean: sum / (cell * cell), over, blocks, ink});
  }
  return found;
}
"""


def seconds(svg: str) -> str:
    """How long a loop lasts, as it says itself."""
    return svg.partition('dur="')[2].partition("s")[0]


def page_of(figures: list[Figure], moments: int, theme: str) -> str:
    """A page with a row for every drill: its still, then its loop at equally spaced moments."""
    size = f'<svg width="{CELL}" height="{CELL}" '
    cells = []
    for figure in figures:
        cells.append(still(figure, theme).replace("<svg ", size, 1))
        moving = loop(figure, theme)
        for i in range(moments):
            # Not at the very key poses, where a wrong clock could not be seen.
            at = (i + 0.35) / moments
            seek = f'data-at="{at}" data-lasts="{seconds(moving)}" '
            cells.append(moving.replace("<svg ", size + seek, 1))
    width, card = CELL * (moments + 1), PALETTES[theme]["card"]
    return (
        '<!doctype html><meta charset="utf-8"><style>body{margin:0;width:'
        f"{width}px;background:{card};font-size:0}}svg{{vertical-align:top}}</style>"
        f"{''.join(cells)}<script>{SEEK}</script>"
    )


def by_firefox(firefox: str, folder: Path, html: Path, size: tuple[int, int]) -> bytes:
    """The page as Firefox draws it, in a profile that is thrown away."""
    picture, profile = folder / "firefox.png", folder / "profile"
    profile.mkdir(exist_ok=True)
    picture.unlink(missing_ok=True)
    window = f"--window-size={size[0]},{size[1]}"
    command = [firefox, "--headless", "--no-remote", "--profile", str(profile)]
    subprocess.run(
        [*command, window, "--screenshot", str(picture), html.as_uri()],
        env=os.environ | {"HOME": str(folder)},
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    return picture.read_bytes()


def by_chromium(page: Page, html: Path, size: tuple[int, int]) -> bytes:
    """The page as Chromium draws it."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(html.as_uri())
    return page.screenshot()


def main() -> int:
    """Compare everything, print a line a drill and the verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=4)
    parser.add_argument("--theme", choices=sorted(PALETTES), default="light")
    parser.add_argument("--drill", action="append", help="Only this drill.")
    parser.add_argument("--keep", type=Path, help="A folder for the pictures, to look at.")
    parser.add_argument("--seed", type=int, default=0, help="Nothing here is left to chance.")
    options = parser.parse_args()
    firefox = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    if not firefox:
        print(
            "TRUST figures_browsers not measured: install firefox-esr, or name one in FIREFOX FAIL"
        )
        return 1
    files = [f for f in sorted(FOLDER.glob("*.toml")) if f.stem in (options.drill or [f.stem])]
    figures = [read_figure(file) for file in files]
    columns = options.moments + 1
    results: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or None
        flags = ["--disable-gpu"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page()
        judge = browser.new_page()
        for start in range(0, len(figures), ROWS):
            batch = figures[start : start + ROWS]
            html = folder / "page.html"
            html.write_text(page_of(batch, options.moments, options.theme), encoding="utf-8")
            size = (CELL * columns, CELL * len(batch))
            pictures = by_chromium(page, html, size), by_firefox(firefox, folder, html, size)
            if options.keep:
                options.keep.mkdir(parents=True, exist_ok=True)
                for kind, picture in zip(("chromium", "firefox"), pictures, strict=True):
                    (options.keep / f"{kind}-{start:02d}.png").write_bytes(picture)
            ours, theirs = (base64.b64encode(picture).decode() for picture in pictures)
            known = {"cell": CELL, "columns": columns, "rows": len(batch)}
            known |= {"step": STEP, "block": BLOCK}
            found = judge.evaluate(COMPARE, {"ours": ours, "theirs": theirs} | known)
            for n, figure in enumerate(batch):
                cells = found[n * columns : (n + 1) * columns]
                results += cells
                print(f"{figure.slug:44} {told(cells)}", flush=True)
        browser.close()
    empty = sum(cell["ink"] < CELL for cell in results)
    blocks = sum(cell["blocks"] for cell in results)
    passed = bool(results) and not empty and not blocks
    print(json.dumps({"pictures": len(results), "pixels each": CELL * CELL, "empty": empty}))
    print(
        f"TRUST figures_browsers theme={options.theme} {told(results)} goal=0 squares of"
        f" {BLOCK}x{BLOCK} seed={options.seed} {'PASS' if passed else 'FAIL'}"
    )
    return 0 if passed else 1


def told(cells: list[dict[str, float]]) -> str:
    """The differences of some pictures in words."""
    mean = sum(cell["mean"] for cell in cells) / max(1, len(cells))
    over = max((cell["over"] for cell in cells), default=0)
    return (
        f"most={max((cell['most'] for cell in cells), default=0):.0f}/255 mean={mean:.4f}/255"
        f" pixels-over-{STEP}={over:.0f} (worst picture)"
        f" squares={sum(cell['blocks'] for cell in cells):.0f}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
