"""The curve of risk against coverage as a picture; needs matplotlib, which is the extra `plot`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.evaluation import RiskAtCoverage
from corpus.errors import PlotError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOUR = "#1f5a8c"


def require_matplotlib() -> None:
    """Raises PlotError where matplotlib is missing: better before an evaluation than after it."""
    try:
        import matplotlib  # noqa: F401  # half a second, and only plots need it
    except ImportError as error:
        raise PlotError("a plot needs matplotlib; run `pip install 'pullquote[plot]'`") from error


def draw_risk_coverage(curve: Sequence[RiskAtCoverage], file: Path) -> None:
    """Write the curve to a PNG file. Raises PlotError where there is no point to draw, or no place to write."""
    require_matplotlib()
    if not curve:
        raise PlotError(f"no question was answered, so there is nothing to plot in {file}; see --misses")
    from matplotlib.figure import Figure  # not pyplot, which would look for a screen and keep state

    figure = Figure(figsize=(7, 4.5), layout="constrained")
    _draw(figure.subplots(), curve)
    try:
        figure.savefig(file, format="png", dpi=144)
    except OSError as error:
        raise PlotError(f"cannot write the plot to {file} ({error}); name a file in a folder that exists") from error


def _draw(axes: "Axes", curve: Sequence[RiskAtCoverage]) -> None:
    coverages, risks = [point.coverage for point in curve], [point.risk for point in curve]
    axes.plot(coverages, risks, drawstyle="steps-post", color=_COLOUR, linewidth=2, clip_on=False)
    axes.plot(coverages[-1:], risks[-1:], "o", color=_COLOUR, clip_on=False)
    axes.set_title(
        "Risk against coverage, surest answers first\n"
        f"dot: as it answers now, {coverages[-1]:.0%} answered, {risks[-1]:.0%} of these wrong",
        loc="left",
        fontsize="medium",
    )
    axes.set_xlabel("coverage: share of all questions that are answered")
    axes.set_ylabel("risk: share of these that are answered wrongly")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, min(1, max(0.1, 1.15 * max(risks))))
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.yaxis.set_major_formatter("{x:.0%}")
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
