"""The colours of every role, for a light page, a dark one and a print without skin tones."""

Palette = dict[str, str]

LIGHT: Palette = {
    "card": "#ffffff",
    "leg_near": "#7e90a2",
    "leg_far": "#a9b7c3",
    "leg_mid": "#8798a9",
    "pelvis": "#8798a9",
    "torso": "#a3b3c1",
    "skin_near": "#d8b49c",
    "skin_far": "#e8d3c4",
    "skin_mid": "#d8b49c",
    "hair": "#54453d",
    "accent_near": "#0b7f7c",
    "accent_far": "#58b0ac",
    "muscle": "#ff6b4a",
    "arrow": "#e4572e",
    "band": "#d7263d",
    "ghost": "#c6e3e1",
    "mat": "#dcebe8",
    "mat_edge": "#bcd5d0",
    "shadow": "#d5dde3",
    "wall": "#eef2f5",
    "skirting": "#d5dee5",
    "box": "#c4cfd8",
    "box_dark": "#aebcc7",
    "box_top": "#d9e1e7",
    "roller": "#9fb3c8",
    "roller_end": "#7f97b0",
    "badge": "#5b6b79",
}
# A printer without colours leaves only how dark things are: muscles are light on every part that
# they lie in, moving parts and arrows dark.
MONO: Palette = LIGHT | {
    "accent_near": "#0a6a68",
    "muscle": "#ffcabb",
    "arrow": "#9c2c0c",
    "leg_near": "#8194a6",
    "leg_far": "#aab8c5",
    "leg_mid": "#8c9eaf",
    "pelvis": "#8c9eaf",
    "torso": "#9fb0bf",
    "skin_near": "#c3cfd9",
    "skin_far": "#d8e0e7",
    "skin_mid": "#c3cfd9",
    "hair": "#4d5d6c",
}
DARK: Palette = {
    "card": "#151b22",
    "leg_near": "#5f7d99",
    "leg_far": "#3d5163",
    "leg_mid": "#587490",
    "pelvis": "#587490",
    "torso": "#8fa6ba",
    "skin_near": "#d3a588",
    "skin_far": "#8f7261",
    "skin_mid": "#d3a588",
    "hair": "#c9b7a6",
    "accent_near": "#1fb5b0",
    "accent_far": "#167a78",
    "muscle": "#ff7a59",
    "arrow": "#ff7a59",
    "band": "#ff5266",
    "ghost": "#1d4a4c",
    "mat": "#22343a",
    "mat_edge": "#2d474d",
    "shadow": "#0d1217",
    "wall": "#1c242d",
    "skirting": "#2a3541",
    "box": "#3a4856",
    "box_dark": "#2c3844",
    "box_top": "#4a5a69",
    "roller": "#4a6178",
    "roller_end": "#64809b",
    "badge": "#9fb0bf",
}
PALETTES = {"light": LIGHT, "dark": DARK, "mono": MONO}


def tone(part: str, near: str | None, accent: frozenset[str]) -> str:
    """The role of a part's colour; `near` is the side nearer to the camera, None from the front.

    The accent is lightened only on the far side, and only if both sides have one.
    """
    stem, _, side = part.rpartition("_")
    sided = bool(stem) and side in ("l", "r")
    place = ("near" if side == near else "far") if sided and near else "mid"
    if part in accent:
        both = {name[-1] for name in accent if name[-2:] in ("_l", "_r")} == {"l", "r"}
        return "accent_far" if both and place == "far" else "accent_near"
    if stem in ("thigh", "shank"):
        return f"leg_{place}"
    if part in ("pelvis", "torso", "hair"):
        return part
    return f"skin_{place}" if sided else "skin_near"
