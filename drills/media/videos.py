"""A video made anew: at most a minute, at most 720 lines, no sound, without its past."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from drills.media.sniff import RefusedError

LONGEST_SECONDS = 60
# A phone's minute is often a few frames longer.
GRACE_SECONDS = 1
SHORT_SIDE, LONG_SIDE = 720, 1280
MOST_PIXELS = 4096 * 2304
MOST_FRAMES_A_SECOND = 30
THREADS = 2

DAMAGED = "This video is damaged or not complete. Play it, save it again, and choose that file."
NO_PICTURE = "There is no picture in this video. Choose another one."
TOO_LONG = (
    f"This video is longer than {LONGEST_SECONDS} seconds. Cut it shorter, and choose it again."
)
TOO_FINE = "This video is finer than 4K. Save it as 1080p or 720p, and choose it again."

ENCODER = {
    "preset": "veryfast",
    "crf": "26",
    "maxrate": "2M",
    "bufsize": "4M",
    "profile": "main",
    "threads": str(THREADS),
}
# Turns that undo how the camera was held, by the degrees that a frame asks for.
TURNS = {
    90: [("transpose", "cclock")],
    -90: [("transpose", "clock")],
    180: [("hflip", ""), ("vflip", "")],
    -180: [("hflip", ""), ("vflip", "")],
}


def write_video(source: Path, form: str, target: Path, poster: Path) -> dict[str, int]:
    """Write `source` to `target` as H.264 in MP4, and one picture of it to `poster` as WebP.

    Returns width, height and whole seconds. Only pictures are carried over: sound, place, camera
    and subtitles stay behind. Raises RefusedError for a video that is broken, too long or too fine.
    """
    try:
        with av.open(str(source), format=form) as given:
            if not given.streams.video:
                raise RefusedError(NO_PICTURE)
            stream = given.streams.video[0]
            _check(stream, given.duration)
            stream.codec_context.thread_count = THREADS
            return _write(_frames(given, stream), _rate(stream), target, poster)
    except (av.FFmpegError, ValueError, EOFError) as fault:
        raise RefusedError(DAMAGED) from fault


def _check(stream: VideoStream, duration: int | None) -> None:
    if stream.codec_context.width * stream.codec_context.height > MOST_PIXELS:
        raise RefusedError(TOO_FINE)
    if duration and duration / av.time_base > LONGEST_SECONDS + GRACE_SECONDS:
        raise RefusedError(TOO_LONG)


def _rate(stream: VideoStream) -> int:
    known = float(stream.average_rate or stream.guessed_rate or MOST_FRAMES_A_SECOND)
    return min(max(round(known), 1), MOST_FRAMES_A_SECOND)


def _frames(given: av.container.InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Frames as they are to be shown: upright, small enough, evenly spaced."""
    graph, rate = None, _rate(stream)
    for frame in given.decode(stream):
        graph = graph or _graph(stream, frame, rate)
        graph.vpush(frame)
        yield from _drained(graph)
    if graph is None:
        raise RefusedError(NO_PICTURE)
    graph.vpush(None)
    yield from _drained(graph)


def _graph(stream: VideoStream, first: VideoFrame, rate: int) -> av.filter.Graph:
    turns = TURNS.get(round(first.rotation), [])
    on_its_side = any(name == "transpose" for name, _ in turns)
    width, height = (first.height, first.width) if on_its_side else (first.width, first.height)
    smaller = min(1, SHORT_SIDE / min(width, height), LONG_SIDE / max(width, height))
    size = f"{_even(width * smaller)}:{_even(height * smaller)}"
    graph = av.filter.Graph()
    nodes = [graph.add_buffer(template=stream)]
    steps = [*turns, ("scale", size), ("setsar", "1"), ("fps", str(rate)), ("format", "yuv420p")]
    nodes += [graph.add(name, words) if words else graph.add(name) for name, words in steps]
    nodes.append(graph.add("buffersink"))
    graph.link_nodes(*nodes).configure()
    return graph


def _drained(graph: av.filter.Graph) -> Iterator[VideoFrame]:
    while True:
        try:
            yield graph.vpull()
        except (av.BlockingIOError, av.EOFError):
            return


def _write(frames: Iterator[VideoFrame], rate: int, target: Path, poster: Path) -> dict[str, int]:
    first = next(frames, None)
    if first is None:
        raise RefusedError(NO_PICTURE)
    count, picture = 0, first
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(target), "w", format="mp4", options=options) as made:
        track = made.add_stream("libx264", rate=rate, options=ENCODER)
        track.width, track.height, track.pix_fmt = first.width, first.height, "yuv420p"
        track.codec_context.time_base = Fraction(1, rate)
        for frame in _with(first, frames):
            if count > (LONGEST_SECONDS + GRACE_SECONDS) * rate:
                raise RefusedError(TOO_LONG)
            if count == rate:  # a second in, people have stopped walking up to their place
                picture = frame
            frame.pts, frame.time_base = count, Fraction(1, rate)
            made.mux(track.encode(frame))
            count += 1
        made.mux(track.encode(None))
    picture.to_image().save(poster, "WEBP", quality=80, method=4)
    return {"width": first.width, "height": first.height, "seconds": max(1, round(count / rate))}


def _with(first: VideoFrame, others: Iterator[VideoFrame]) -> Iterator[VideoFrame]:
    yield first
    yield from others


def _even(points: float) -> int:
    return max(2, round(points / 2) * 2)
