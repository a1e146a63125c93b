"""Weights are sums over features; a feature is a role in a block, or a mark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lexicon import ROLES
from domain.weights import Weights
from ingest.assess.reading.roles import BIT
from ingest.assess.weighing.scales import Features, ballot_of, roles_in, scale_of, scales_of

TABLE = {
    "": -1.0,
    "own:nk": 0.125,
    "nk:force": 0.5,
    "nk:war": 0.25,
    "text:era": -2.0,
    "direct": 1.5,
    "size 3": 0.75,
}


@pytest.mark.parametrize(
    ("features", "wanted"),
    [
        (Features(), -1.0),
        (Features(masks={"nk": BIT["force"]}), -0.5),
        (Features(masks={"nk": BIT["force"] | BIT["war"] | BIT["the"]}), -0.25),
        (Features(masks={"near": BIT["force"]}), -1.0),
        (Features(masks={"text": BIT["era"]}, marks={"direct"}), -1.5),
        (Features(marks={"size 3", "unheard of"}), -0.25),
        pytest.param(Features(marks={"own:nk"}), -0.875, id="a mark named like a role in a block"),
    ],
)
def test_a_decision_is_the_sum_of_its_features(features, wanted):
    assert scale_of(TABLE).weigh(features) == pytest.approx(wanted)


@given(
    st.sets(st.sampled_from(ROLES)), st.sets(st.sampled_from(["direct", "own:nk", "pair", "range"]))
)
def test_the_names_of_features_give_the_same_sum(roles, marks):
    features = Features(masks={"nk": sum(BIT[r] for r in roles)}, marks=marks)
    named = sum(TABLE.get(name, 0.0) for name in features.names())
    assert scale_of(TABLE).weigh(features) == pytest.approx(TABLE[""] + named)


@given(st.sets(st.sampled_from(ROLES)))
def test_roles_are_read_back_from_their_bits(roles):
    assert set(roles_in(sum(BIT[r] for r in roles))) == roles


def test_weights_of_another_version_are_laid_out_anew():
    first = scales_of(Weights(version="test a", tables={"flag": {"": 1.0}}))
    second = scales_of(Weights(version="test b", tables={"flag": {"": 2.0}}))
    assert (first["flag"].constant, second["flag"].constant) == (1.0, 2.0)


@given(st.sets(st.sampled_from(ROLES)), st.sets(st.sampled_from(["direct", "own:nk", "size 3"])))
def test_a_ballot_weighs_each_decision_as_its_scale_does(roles, marks):
    scales = [scale_of(TABLE), scale_of({"": 2.0, "nk:war": -9.25}), scale_of({"direct": -0.001})]
    features = Features(masks={"nk": sum(BIT[r] for r in roles)}, marks=marks)
    assert ballot_of(scales).weigh(features) == [scale.weigh(features) for scale in scales]
