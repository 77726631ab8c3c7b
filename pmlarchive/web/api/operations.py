"""One table of operations: routes, checks of parameters, and the OpenAPI description all come from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

Value = str | int | None
Answer = dict[str, Any]


class BadParameter(Exception):  # internal: becomes a problem answer
    """A parameter cannot be used; the message is for whoever wrote the request."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation.

    Attributes:
        name: As it stands in the address.
        help: What it means.
        kind: ``string`` or ``integer``.
        within: Whether it is a part of the path.
        least: Least value of a number; ``most``: greatest, or greatest length of a string.
        pattern: Regular expression of a string; whoever uses the value checks it.
    """

    name: str
    help: str
    kind: str = "string"
    within: bool = False
    required: bool = False
    default: Value = None
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 2000
    pattern: str = ""

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of its values."""
        found: dict[str, Any] = {"type": self.kind}
        if self.choices:
            found["enum"] = list(self.choices)
        elif self.pattern:
            found["pattern"] = self.pattern
        elif self.kind == "integer":
            found |= {"minimum": self.least, "maximum": self.most}
        else:
            found["maxLength"] = self.most
            if self.required:
                found["minLength"] = 1
        if self.default is not None:
            found["default"] = self.default
        return found

    def read(self, raw: str | None) -> Value:
        """Return the value of a parameter as given.

        Raises:
            BadParameter: It is missing, or not of its kind.
        """
        if raw is None:
            if self.required:
                raise BadParameter(f"the parameter {self.name} is missing: {self.help}")
            return self.default
        if self.choices and raw not in self.choices:
            raise BadParameter(f"{self.name} must be one of {', '.join(self.choices)}")
        if self.kind == "integer":
            return self._number(raw)
        if len(raw) > self.most:
            raise BadParameter(f"{self.name} must be at most {self.most} characters long")
        if self.required and not raw:
            raise BadParameter(f"{self.name} must not be empty")
        return raw

    def _number(self, raw: str) -> int:
        plain = raw.isascii() and raw.removeprefix("-").isdigit() and len(raw) < 12
        if not plain or not self.least <= int(raw) <= self.most:
            raise BadParameter(f"{self.name} must be a whole number from {self.least} to {self.most}")
        return int(raw)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation: ``answer`` names the schema of what it returns."""

    path: str
    name: str
    summary: str
    answer: str
    parameters: tuple[Parameter, ...]
    call: Callable[..., Answer]

    def values(self, path_values: Mapping[str, str]) -> dict[str, Value]:
        """Return the values of a request's parameters.

        Raises:
            BadParameter: One is missing, unknown or not of its kind.
        """
        known = {parameter.name for parameter in self.parameters if not parameter.within}
        strange = sorted(set(request.args) - known)
        if strange:
            offer = f"; there are {', '.join(sorted(known))}" if known else ""
            raise BadParameter(f"there is no parameter {strange[0]!r} here{offer}")
        doubled = sorted(name for name in request.args if len(request.args.getlist(name)) > 1)
        if doubled:
            raise BadParameter(f"the parameter {doubled[0]} is given twice")
        return {
            parameter.name: parameter.read(
                path_values.get(parameter.name) if parameter.within else request.args.get(parameter.name)
            )
            for parameter in self.parameters
        }


OPERATIONS: list[Operation] = []


def operation(
    path: str, summary: str, *parameters: Parameter, answer: str
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Add a function to the table: it gets the parameters by name and returns what the schema says."""

    def add(call: Callable[..., Answer]) -> Callable[..., Answer]:
        name = call.__name__
        OPERATIONS.append(Operation(path, name, summary, answer, parameters, call))
        return call

    return add
