"""Pictures of numbers: pure functions from plain numbers and days to shapes and words.

They know no rows and ask no questions; `progress` gathers the numbers, the tags of
`templatetags/charts.py` write the shapes as SVG.
"""

from programs.charts.heat import HeatMap, HeatStrip, heat_map, heat_strip
from programs.charts.loads import LoadChart, load_bars
from programs.charts.numbers import (
    DayPain,
    HeatDay,
    LoadRow,
    LoadWeek,
    Mark,
    MinimalChange,
    PlanChange,
    Score,
)
from programs.charts.outcomes import OutcomeChart, outcome_line
from programs.charts.pain import PainChart, pain_chart
from programs.charts.sparkline import Sparkline, sparkline

__all__ = [
    "DayPain",
    "HeatDay",
    "HeatMap",
    "HeatStrip",
    "LoadChart",
    "LoadRow",
    "LoadWeek",
    "Mark",
    "MinimalChange",
    "OutcomeChart",
    "PainChart",
    "PlanChange",
    "Score",
    "Sparkline",
    "heat_map",
    "heat_strip",
    "load_bars",
    "outcome_line",
    "pain_chart",
    "sparkline",
]
