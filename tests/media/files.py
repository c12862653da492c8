"""Photos and videos as people have them, and as they should not be, made on the spot."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import av
from PIL import Image, ImageDraw

SECRET = b"<script>alert('from behind the picture')</script>"
PLACE = "Winston Hills"


def picture(width=640, height=480):
    """Blue, with a red corner at the top left, so that a turn can be seen."""
    image = Image.new("RGB", (width, height), "blue")
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill="red")
    return image


def corners(image):
    """Which corners are red: "top left" and so on."""
    image = image.convert("RGB")
    places = {
        "top left": (8, 8),
        "top right": (image.width - 9, 8),
        "bottom left": (8, image.height - 9),
        "bottom right": (image.width - 9, image.height - 9),
    }
    return [name for name, at in places.items() if image.getpixel(at)[0] > 150]


def photo(form="JPEG", size=(640, 480), **options):
    """The bytes of a photo."""
    file = BytesIO()
    picture(*size).save(file, form, **options)
    return file.getvalue()


def photo_with_a_past(orientation=6):
    """A JPEG as a phone writes it: on its side, with place, camera, a note, and bytes behind it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Fruit Phone"
    exif[0x010E] = PLACE
    exif.get_ifd(0x8825).update({1: "S", 2: (33.0, 46.0, 1.0), 3: "E", 4: (150.0, 58.0, 1.0)})
    return photo(exif=exif, comment=PLACE.encode()) + SECRET


def bomb(width, height):
    """A PNG of a few bytes that says to be `width` x `height` points."""

    def chunk(name, content):
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def box(name, *parts, version=None):
    """A box of an ISO file; `version` makes it a full box."""
    body = b"".join(parts) if version is None else bytes([version, 0, 0, 0]) + b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + name + body


def iphone_photo(folder: Path, size=(640, 480)):
    """A HEIC: one picture as HEVC, packed by hand, because no encoder of it is installed."""
    path = folder / "one.mp4"
    with av.open(str(path), "w") as container:
        track = container.add_stream(
            "libx265", rate=1, options={"x265-params": "log-level=none:bframes=0"}
        )
        track.width, track.height, track.pix_fmt = *size, "yuv420p"
        packets = track.encode(av.VideoFrame.from_image(picture(*size))) + track.encode(None)
        for packet in packets:
            packet.dts = packet.pts
        container.mux(packets)
    whole = path.read_bytes()

    def found(name):
        at = whole.index(name) - 4
        return whole[at : at + struct.unpack(">I", whole[at : at + 4])[0]]

    pixels = found(b"mdat")[8:]
    entry = box(b"infe", struct.pack(">HH", 1, 0), b"hvc1", b"\0", version=2)
    spread = box(b"ispe", struct.pack(">II", *size), version=0)
    properties = box(b"ipco", found(b"hvcC"), spread)
    uses = box(b"ipma", struct.pack(">IHBBB", 1, 1, 2, 0x81, 2), version=0)

    def meta(offset):
        return box(
            b"meta",
            box(b"hdlr", b"\0" * 4, b"pict", b"\0" * 13, version=0),
            box(b"pitm", struct.pack(">H", 1), version=0),
            box(b"iinf", struct.pack(">H", 1), entry, version=0),
            box(b"iprp", properties, uses),
            box(
                b"iloc",
                struct.pack(">BBHHHHII", 0x44, 0, 1, 1, 0, 1, offset, len(pixels)),
                version=0,
            ),
            version=0,
        )

    start = box(b"ftyp", b"heic", b"\0" * 4, b"mif1heic")
    return start + meta(len(start) + len(meta(0)) + 8) + box(b"mdat", pixels)


def video(folder: Path, form="mp4", codec="libx264", size=(320, 240), seconds=2, rate=10):
    """The bytes of a video with a place in its metadata and a sound beside it."""
    path = folder / f"made.{form}"
    with av.open(str(path), "w", format=form) as container:
        container.metadata["title"] = PLACE
        container.metadata["location"] = "-33.7670+150.9670/"
        track = container.add_stream(codec, rate=rate)
        track.width, track.height, track.pix_fmt = *size, "yuv420p"
        sound = container.add_stream("libopus" if form == "webm" else "aac", rate=48_000)
        for _ in range(seconds * rate):
            container.mux(track.encode(av.VideoFrame.from_image(picture(*size))))
        silence = av.AudioFrame(format="s16", layout="mono", samples=960)
        silence.sample_rate = 48_000
        silence.planes[0].update(bytes(silence.planes[0].buffer_size))
        for stream in (track, sound):
            container.mux(stream.encode(silence) if stream is sound else [])
            container.mux(stream.encode(None))
    return path.read_bytes()


def turned(content, size=(320, 240)):
    """An MP4 that asks to be shown a quarter turn clockwise, as from a phone held upright."""
    changed = bytearray(content)
    at = changed.index(b"tkhd") + 4 + 40
    matrix = (0, 0x10000, 0, -0x10000, 0, 0, size[1] << 16, 0, 0x40000000)
    changed[at : at + 36] = struct.pack(">9i", *matrix)
    return bytes(changed)
