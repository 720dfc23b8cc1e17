"""Published answers from real series, to the printed digits (INDICATORS.md, Sky net)."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from wzdash.analysis.evaluation import evaluate_series
from wzdash.analysis.hotspots import distance_neighbours, gi_star
from wzdash.analysis.segmented import Model, fit_segmented
from wzdash.analysis.series import count_series
from wzdash.analysis.structural import fit_structural
from wzdash.cli import app

pytestmark = pytest.mark.acceptance


@pytest.fixture
def sicily(real_data):
    frame = pd.read_csv(real_data / "sicily_its" / "sicily.csv")
    frame["date"] = pd.to_datetime({"year": frame["year"], "month": frame["month"], "day": 1})
    return frame


@pytest.fixture
def sicily_series(sicily):
    return count_series(sicily["date"], sicily["aces"], "2005-01-01", exposure=sicily["stdpop"])


@pytest.fixture
def seat_belts(real_data):
    return pd.read_csv(real_data / "seatbelts_uk" / "Seatbelts.csv")


def test_sicily_poisson(sicily_series):
    fit = fit_segmented(sicily_series, Model("poisson", harmonics=0))
    low, high = fit.step.interval
    assert sicily_series.n_before == 36
    assert f"{fit.step.value:.4f} ({low:.4f}–{high:.4f})" == "0.8944 (0.8647–0.9251)"


@pytest.mark.parametrize("errors", ["auto", "model"])
def test_sicily_quasipoisson_with_two_pairs_of_harmonics(sicily_series, errors):
    fit = fit_segmented(sicily_series, Model("quasipoisson", harmonics=2, errors=errors))
    low, high = fit.step.interval
    assert f"{fit.step.value:.4f} ({low:.4f}–{high:.4f})" == "0.8851 (0.8394–0.9332)"
    assert f"{fit.dispersion:.3f}" == "2.262"


def test_sicily_on_the_command_line(sicily, tmp_path):
    path = tmp_path / "sicily.csv"
    sicily.to_csv(path, index=False)
    ask = ["evaluate", str(path), "--date", "date", "--count", "aces", "--start", "2005-01-01"]
    ask += ["--population", "stdpop", "--family", "quasipoisson", "--harmonics", "2", "--json"]
    answer = json.loads(CliRunner().invoke(app, ask).stdout)
    assert [round(x, 4) for x in (answer["step_rr"], *answer["step_ci"])] == [0.8851, 0.8394, 0.9332]
    assert answer["verdict"] == "effect"
    assert answer["placebo_p"] == answer["smallest_p"] == pytest.approx(1 / 26)


def test_sicily_without_a_trend_is_rejected_by_the_data(sicily_series):
    """The crude comparison says +3 %: the specification curve shows it, and does not count it."""
    curve = evaluate_series(sicily_series).curve
    flat = curve[~curve["trend"] & (curve["window"] == "all")]
    assert (flat["estimate"] > 1).all()
    assert not flat["reasonable"].any()
    assert (curve.loc[curve["reasonable"], "high"] < 1).all()


def test_seat_belts_structural_model(seat_belts):
    series = count_series(seat_belts["date"], seat_belts["drivers"], "1983-02-01")
    fit = fit_structural(series, regressors={"petrol": np.log(seat_belts["PetrolPrice"].to_numpy())})
    assert fit.converged
    assert f"{fit.log_effect:.3f} {fit.error:.3f} {fit.effect.value - 1:.1%}" == "-0.236 0.045 -21.0%"


def test_seat_belts_verdict(seat_belts):
    verdict = evaluate_series(count_series(seat_belts["date"], seat_belts["drivers"], "1983-02-01")).verdict
    assert verdict.code == "effect"
    assert "Effect: from 1983-02-01 on, −1" in verdict.sentence("en")


def test_getis_ord_all_256_cells_to_six_decimals(real_data):
    expected = pd.read_csv(real_data / "getis_ord" / "getisord_Gstar_d30_expected.csv")
    x, y = expected["x"].to_numpy(), expected["y"].to_numpy()
    found = gi_star(expected["val"].to_numpy(), distance_neighbours(x, y, 30))
    assert f"{found['gi_star'][119]:.5f}" == "1.45078"  # cell 120, counted from 1
    assert np.abs(found["gi_star"] - expected["Gstar_d30"]).max() < 1e-6
