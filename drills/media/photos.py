"""A photo made anew: upright, in plain colours, no larger than a screen needs, without its past."""

import warnings
from io import BytesIO
from pathlib import Path

import pi_heif
from PIL import Image, ImageCms, ImageOps

from drills.media.sniff import RefusedError

LONGEST_SIDE = 1600
SHORTEST_SIDE = 200
MOST_PIXELS = 40_000_000
QUALITY = 80

DAMAGED = "This photo is damaged or not complete. Open it, save it again, and choose that file."
TOO_MANY = "This photo has more than 40 million points. Save it smaller, and choose it again."
TOO_SMALL = (
    f"This photo is too small to see much. Choose one of {SHORTEST_SIDE} points or more a side."
)


def write_photo(source: Path, form: str, target: Path) -> dict[str, int]:
    """Write `source` to `target` as WebP; returns its width and height.

    Only the pixels are carried over, so place, camera, thumbnail and anything hidden behind the
    picture stay behind. Raises RefusedError for a photo that is broken, too large or too small.
    """
    if form == "HEIF":
        pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            photo = _upright(source, form)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
            raise RefusedError(TOO_MANY) from bomb
        except (OSError, SyntaxError, ValueError, EOFError) as fault:
            raise RefusedError(DAMAGED) from fault
    if min(photo.size) < SHORTEST_SIDE:
        raise RefusedError(TOO_SMALL)
    photo.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    clean = _plain(photo)
    clean.save(target, "WEBP", quality=QUALITY, method=4)
    return {"width": clean.width, "height": clean.height}


def _upright(source: Path, form: str) -> Image.Image:
    with Image.open(source, formats=[form]) as photo:
        # Reads a large JPEG at a half or a quarter of its size, where that is still enough.
        photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        photo.load()
        return ImageOps.exif_transpose(photo)


def _plain(photo: Image.Image) -> Image.Image:
    """Nothing but pixels, in the colours of every screen, on white where one could see through."""
    profile = photo.info.get("icc_profile")
    if profile and photo.mode in {"RGB", "CMYK", "L"}:
        try:
            srgb = ImageCms.createProfile("sRGB")
            photo = (
                ImageCms.profileToProfile(photo, BytesIO(profile), srgb, outputMode="RGB") or photo
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            photo = photo.convert("RGB")
    seen = photo.convert("RGBA") if photo.has_transparency_data else photo.convert("RGB")
    clean = Image.new("RGB", seen.size, "white")
    clean.paste(seen, mask=seen if seen.mode == "RGBA" else None)
    return clean
