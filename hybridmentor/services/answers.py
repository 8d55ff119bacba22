"""Answers of a row; see `domain.answers`."""

from hybridmentor.domain.answers import read_answers as read_answers, write_answers as write_answers
