"""What Python knows of one live figure."""

from collections.abc import Callable
from dataclasses import dataclass, field

from . import needs


@dataclass(frozen=True)
class LiveFigure:
    """One live figure.

    Attributes
    ----------
    state : the names and first values of what its address can say, for the book's network; they stand nowhere else
    draw : `draw(**state)` gives its still picture; it also takes `own`, another network than the book's
    alt : the still in words; `{first}` stands for the name of the network's first convolution
    caption : what stands below it
    own_alt, own_caption : the same of another network than the book's; without a caption of its own it has the usual one
    needs : `needs(own)`: what it needs of a network that this one has not, as a sentence; or None
    first : `first(own, state)`: the first values of its state for such a network, those that are not as in `state`
    opens_network : whether it computes with the network as soon as it opens, so that a page may ask for its weights early
    needs_answer : whether it shows what the network makes of a photo, which not every network gives as shares of classes
    holds : the figures that one can choose from inside of it, {name: LiveFigure}
    offers : the numbers of photos that come with it, so that they can be chosen at once
    is_first : whether it is what one sees first of its page, which then asks for the weights as soon as it is drawn
    """

    state: dict
    draw: Callable
    alt: str
    caption: str
    own_alt: str = "A photo, and what {first} makes of it: its maps, in violet and orange."
    own_caption: str = ""
    needs: Callable = lambda own: None
    first: Callable = lambda own, state: {}
    opens_network: bool = True
    needs_answer: bool = True
    holds: dict = field(default_factory=dict)
    offers: tuple = ()
    is_first: bool = False

    def defaults(self, own=None):
        """The first values of its state."""
        if own is None:
            return dict(self.state)
        photo = {"image": min(self.state["image"], own.n_pictures - 1)} if "image" in self.state else {}
        return {**self.state, **photo, **self.first(own, self.state)}

    def known(self, state):
        """The names that its state can have, with their first values: those of the figure that stands in it, too.

        Raises
        ------
        ValueError
            `state` names a figure that it does not hold.
        """
        chosen = {**self.state, **state}.get("figure")
        if self.holds and chosen not in self.holds:
            raise ValueError(f"There is no live figure {chosen!r} in it; the names are {', '.join(self.holds)}.")
        return {**self.state, **(self.holds[chosen].state if self.holds else {})}

    def refusal(self, own):
        """Why it cannot show the network `own`, a ShownNetwork, as a sentence; None if it can."""
        return (needs.all_need(own) if self.needs_answer else None) or self.needs(own)
