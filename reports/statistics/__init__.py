"""The arithmetic of reports: pure functions over plain values, verified against scipy and statsmodels in the tests."""

from reports.statistics.changes import (
    AdjustedChange,
    Change,
    adjusted_change,
    change,
    joined_strata,
    log_odds_z,
    standardised,
)
from reports.statistics.corrected import CorrectedShare, ReadSample, corrected_share, weighted_read_sample
from reports.statistics.differences import (
    FEW,
    LEAST_BASE,
    LEVEL,
    Difference,
    SegmentDifferences,
    benjamini_hochberg,
    difference,
    p_values,
    segment_differences,
)
from reports.statistics.pairs import PairLift, lift_of_pair
from reports.statistics.shares import Z95, Share, Shares, ratio, wilson_bounds, wilson_share, wilson_shares
from reports.statistics.weighted import (
    Turn,
    WeightedShares,
    post_stratified_share,
    ranking_could_turn,
    weighted_shares_by_mrr,
)

__all__ = [
    "FEW",
    "LEAST_BASE",
    "LEVEL",
    "Z95",
    "AdjustedChange",
    "Change",
    "CorrectedShare",
    "Difference",
    "PairLift",
    "ReadSample",
    "SegmentDifferences",
    "Share",
    "Shares",
    "Turn",
    "WeightedShares",
    "adjusted_change",
    "benjamini_hochberg",
    "change",
    "corrected_share",
    "difference",
    "joined_strata",
    "lift_of_pair",
    "log_odds_z",
    "p_values",
    "post_stratified_share",
    "ranking_could_turn",
    "ratio",
    "segment_differences",
    "standardised",
    "weighted_read_sample",
    "weighted_shares_by_mrr",
    "wilson_bounds",
    "wilson_share",
    "wilson_shares",
]
