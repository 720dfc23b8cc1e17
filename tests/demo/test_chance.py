"""Samples of exact size, whole numbers that add up, streams that do not disturb each other."""

import numpy as np
import pytest

from wzdash.demo.chance import choose, draw, share_out, spread, stream


def test_streams_belong_to_seed_and_name():
    first, again = stream(1, "orders").random(5), stream(1, "orders").random(5)
    assert (first == again).all()
    assert not (first == stream(1, "hazards").random(5)).any()
    assert not (first == stream(2, "orders").random(5)).any()


def test_choose_is_exact_distinct_and_by_weight():
    rng = stream(1, "choose")
    weight = np.array([0.0, 1.0, 1.0, 8.0] * 500)
    hits = np.zeros(2000)
    for _ in range(50):
        chosen = choose(rng, weight, 100)
        assert len(np.unique(chosen)) == len(chosen) == 100
        hits[chosen] += 1
    assert hits[weight == 0].sum() == 0
    assert hits[weight == 8].mean() / hits[weight == 1].mean() == pytest.approx(7.2, rel=0.2)
    assert len(choose(rng, weight, 0)) == 0
    with pytest.raises(ValueError, match="cannot choose 3 of 2 items"):
        choose(rng, np.array([1.0, 0.0, 2.0]), 3)


def test_draw_follows_the_row_of_the_key():
    rng = stream(1, "draw")
    key = np.repeat([0, 1, 2], 30_000)
    found = draw(rng, np.array([[1, 0, 3], [0, 5, 0], [1, 1, 2]]), key)
    shares = [np.bincount(found[key == row], minlength=3) / 30_000 for row in range(3)]
    np.testing.assert_allclose(shares, [[0.25, 0, 0.75], [0, 1, 0], [0.25, 0.25, 0.5]], atol=0.012)
    assert shares[0][1] == shares[1][0] == shares[1][2] == 0


def test_share_out_and_spread_add_up():
    assert share_out(10, np.array([1, 1, 1])).tolist() == [4, 3, 3]
    assert share_out(7, np.array([0, 0.1, 5]), least=1).tolist() == [1, 1, 5]
    counts = spread(stream(1, "spread"), 10_000, np.array([[1.0, 0.0], [2.0, 1.0]]))
    assert counts.sum() == 10_000
    assert counts[0, 1] == 0
    assert counts[1, 0] / counts[0, 0] == pytest.approx(2, rel=0.1)
