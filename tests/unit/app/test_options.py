"""Options that verbs share offer what there is; names are written out because a library is slow to load."""

from analytics.verification.question import AUTO, MODELS
from app.verbs import portfolio, verify


def test_every_model_can_be_asked_for():
    for verb in (verify.command, portfolio.command):
        offered = next(option for option in verb.params if option.name == "model").type.choices
        assert sorted(offered) == sorted([AUTO, *MODELS])
