"""The settings of a page: an immutable table, made by declaring one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import IntEnum
from typing import Any, ClassVar, Self, dataclass_transform

from playground.settings.declare import Setting, declaration, declare
from playground.settings.kinds import Names, quoted

HIDDEN = "hidden"  # the setting of every page that names what a teacher has hidden


class Drawn(IntEnum):
    """The level of what is only drawn, the same on every page."""

    ONLY = 0


@dataclass_transform(frozen_default=True, field_specifiers=(declare,))
@dataclass(frozen=True)
class BaseSettings:
    """All settings of a page; immutable, see ``replaced``. A subclass declares them.

    Parameters
    ----------
    of_choices
        By the name of a setting, and one of its values: what belongs to that choice, by a short
        name that several choices may share. It becomes a setting named ``CHOICE_SHORT``. In a link,
        in ``replaced`` and in ``own`` the short name means that of the choice that is made.
    hideable
        What else a teacher can hide: buttons, say, by name, and what they are called.
    page
        The word that the keys of this page's links begin with, and a dot: so the links of several
        pages can be one, and each page reads its own. "" for the playground, whose keys have none.

    Attributes
    ----------
    declared
        The declaration of each setting, by name; an attribute of the class.
    hideable
        What a teacher can hide: by its name in a link, what it is called; one of the class.
    hidden
        The names of the controls that a teacher has hidden.

    Examples
    --------
    >>> from playground.settings.kinds import Choice, Number
    >>> class Level(IntEnum):
    ...     DRAWING, STEP = range(2)
    >>> def rate(default):
    ...     return declare("Rate", "How fast.", Number(0, 1), default=default, touches=Level.STEP)
    >>> class Walk(BaseSettings, of_choices={"way": {"up": {"rate": rate(0.1)},
    ...                                              "down": {"rate": rate(0.5)}}}):
    ...     way: str = declare("Way", "Where to.", Choice(["up", "down"]), default="up",
    ...                        touches=Level.STEP, key="way", hide="way")
    >>> walk, notices = Walk().replaced(way="down", rate=7)
    >>> walk
    Walk(hidden=(), way='down', up_rate=0.1, down_rate=1.0)
    >>> notices
    ['Rate: 7 is above the greatest value 1; 1 is used.']
    >>> walk.own("way")
    {'rate': 1.0}
    """

    declared: ClassVar[dict[str, Setting]]
    hideable: ClassVar[dict[str, str]]
    _short_names: ClassVar[set[str]]  # they mean settings of a choice without naming the choice
    page: ClassVar[str] = ""
    hidden: tuple[str, ...] = declare(
        "Hidden controls",
        "The controls that a teacher has hidden.",
        Names(()),
        default=(),
        touches=Drawn.ONLY,
    )

    def __init_subclass__(
        cls,
        *,
        of_choices: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
        hideable: Mapping[str, str] | None = None,
        page: str = "",
    ) -> None:
        super().__init_subclass__()
        cls.page = page or cls.page
        owned = {
            f"{choice}_{short}": _of_choice(one, short, (setting, choice))
            for setting, choices in (of_choices or {}).items()
            for choice, own in choices.items()
            for short, one in own.items()
        }
        for name, declared in owned.items():
            cls.__annotations__[name] = "Any"
            setattr(cls, name, declared)
        dataclass(frozen=True)(cls)
        cls.declared = {one.name: declaration(one) for one in fields(cls)}
        cls.hideable = {}
        for setting in cls.declared.values():
            if setting.hide:
                cls.hideable.setdefault(setting.hide, setting.label)
        cls.hideable |= hideable or {}
        cls.declared[HIDDEN] = replace(cls.declared[HIDDEN], kind=Names(cls.hideable))
        cls._short_names = {one.link_key for one in cls.declared.values() if one.belongs_to}
        if clash := cls._short_names & set(cls.declared):
            raise TypeError(f"{min(clash)!r} is the name of a setting, and a short name too.")

    def replaced(self, **changes: Any) -> tuple[Self, list[str]]:
        """Return the settings with some of them changed, and a sentence for each one put right.

        Parameters
        ----------
        **changes
            New values by name. A value out of range is moved to the nearest bound; one that cannot
            be understood leaves the setting as it was. A short name means that of the choice that
            is made; where that has none, all of this name.

        Returns
        -------
        tuple[Self, list[str]]
            The new settings and the notices for the learner.

        Raises
        ------
        TypeError
            If a name is not a setting's.
        """
        if unknown := set(changes) - set(self.declared) - self._short_names:
            raise TypeError(
                f"There is no setting {quoted(min(unknown))}. "
                f"There are: {', '.join(self.declared)}."
            )
        short = {name: value for name, value in changes.items() if name in self._short_names}
        full = {name: value for name, value in changes.items() if name not in self._short_names}
        settings, notices = self._with(self._meant(full))
        of_choices = {
            meant: value for name, value in short.items() for meant in settings._of_short(name)
        }
        settings, more = settings._with(of_choices)
        settings, last = settings._reconciled()
        return settings, [*notices, *dict.fromkeys(more), *last]

    def _with(self, changes: Mapping[str, Any]) -> tuple[Self, list[str]]:
        notices, accepted = [], {}
        for name, value in changes.items():
            setting = self.declared[name]
            try:
                accepted[name], remark = setting.kind.accept(value)
            except ValueError as problem:
                kept = setting.kind.write(getattr(self, name))
                notices.append(f"{setting.label}: {problem}; it stays {kept or 'as it is'}.")
                continue
            if remark:
                used = setting.kind.write(accepted[name])
                notices.append(f"{setting.label}: {remark}; {used or 'nothing'} is used.")
        return replace(self, **accepted) if accepted else self, notices

    def _meant(self, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what changes mean, where a page understands more than one way to say it."""
        return changes

    def _reconciled(self) -> tuple[Self, list[str]]:
        """Return the settings without contradictions, and a sentence for each one resolved."""
        return self, []

    def _of_short(self, short: str) -> list[str]:
        """Return the settings that a short name means: those of choices made, else all."""
        every = [one for one in self.declared.values() if one.belongs_to and one.link_key == short]
        made = [one.name for one in every if self.is_chosen(one)]
        return made or [one.name for one in every]

    def is_chosen(self, setting: Setting) -> bool:
        """Tell whether the choice that a setting belongs to is made; True where it has none."""
        if setting.belongs_to is None:
            return True
        choice, value = setting.belongs_to
        chosen: bool = getattr(self, choice) == value
        return chosen

    def own(self, choice: str) -> dict[str, Any]:
        """Return the values that belong to what is chosen there, by short name."""
        return {
            one.link_key: getattr(self, one.name)
            for one in self.declared.values()
            if one.belongs_to == (choice, getattr(self, choice))
        }

    def idle(self, name: str) -> str:
        """Return why a setting has no effect with the others as they are, "" if it has one."""
        setting = self.declared[name]
        if setting.belongs_to and not self.is_chosen(setting):
            choice = self.declared[setting.belongs_to[0]]
            return f"only for {choice.said(setting.belongs_to[1])}"
        return setting.idle(self) if setting.idle else ""

    def changes_from(self, other: Self) -> dict[str, Any]:
        """Return the values in which these settings differ from others."""
        values = {name: (getattr(self, name), getattr(other, name)) for name in self.declared}
        return {name: mine for name, (mine, theirs) in values.items() if mine != theirs}


def _of_choice(declared: Any, short: str, choice: tuple[str, str]) -> Any:
    """Return a declared field as one that belongs to a choice, with the short name as its key."""
    told = {**declared.metadata, "link_key": short, "belongs_to": choice}
    return field(default=declared.default, metadata=told)
