"""What a store would give and cost: snow, cover, exchanger and warmer summers varied over the same summers."""

from simulators.what_if.answer import Question, what_if
from simulators.what_if.document import WhatIf, WhatIfCase
from simulators.what_if.sizing import Knobs
from simulators.what_if.summers import Given

__all__ = ["Given", "Knobs", "Question", "WhatIf", "WhatIfCase", "what_if"]
