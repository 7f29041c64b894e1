/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "input/units.h"
#include "lesson/judge.h"
#include "lesson/told.h"

/* Holds every address and every negative number. */
typedef __int128 wide;

static wide signed_of(bool minus, u64 value)
{
	return minus ? -(wide)value : (wide)value;
}

/* A number as a command or a quiz has it. */
static wide number_of(const char *words)
{
	const bool minus = *words == '-';

	return signed_of(minus, strtoull(words + minus, NULL, 0));
}

static int same_number(const char *words, const char *answer, bool *same, struct bp_error *err)
{
	const struct bp_place at = { .key = "answer" };
	const bool minus = *answer == '-';
	const char *digits = answer + minus;
	struct bp_error detail = { 0 }; /* of bytes, which nobody asked for */
	u64 said = 0;
	int error = strncmp(digits, "0x", 2)
			    ? bp_parse_size(&at, digits, 0, UINT64_MAX, &said, &detail)
			    : bp_parse_address(&at, digits, UINT64_MAX, &said, &detail);

	if (error)
		return bp_place_error(
			&at, err, "\"%s\" is not allowed: a number such as 12, 64k or 0x1000 is",
			answer);
	*same = number_of(words) == signed_of(minus, said);
	return 0;
}

static int same_bool(bool told, const char *answer, bool *same, struct bp_error *err)
{
	const struct bp_place at = { .key = "answer" };
	bool said = false;
	int error = bp_parse_bool(&at, answer, &said, err);

	*same = told == said;
	return error;
}

/* Whether an answer says the same as a value, both by the value's kind. */
static int same(const json_t *value, const char *answer, bool *equal, struct bp_error *err)
{
	char words[BP_TOLD_WORDS];

	bp_told_words(value, words);
	if (json_is_boolean(value))
		return same_bool(json_is_true(value), answer, equal, err);
	if (json_is_integer(value) || json_is_array(value) || !strncmp(words, "0x", 2))
		return same_number(words, answer, equal, err);
	*equal = !strcasecmp(words, answer);
	return 0;
}

/* The hint of an answer that somebody expected, or the quiz's. */
static const char *hint_of(const struct bp_quiz *quiz, const char *answer)
{
	for (unsigned i = 0; answer && i < quiz->nr_wrong; i++)
		if (quiz->wrong[i].hint && quiz->wrong[i].answer &&
		    !strcasecmp(quiz->wrong[i].answer, answer))
			return quiz->wrong[i].hint;
	return NULL;
}

int bp_judge_value(const struct bp_quiz *quiz, json_t *told, const char *answer,
		   struct bp_verdict *verdict, struct bp_error *err)
{
	json_t *values = bp_told_values(told, quiz->value);
	int error;

	*verdict = (struct bp_verdict){ 0 };
	if (json_array_size(values) != 1)
		error = bp_error_set(err, NULL, 0, quiz->value, "the command tells no such value");
	else
		error = same(json_array_get(values, 0), answer, &verdict->right, err);
	if (!verdict->right)
		verdict->hint = hint_of(quiz, answer) ?: quiz->hint;
	json_decref(values);
	return error;
}

static bool holds(const struct bp_quiz_condition *c, const json_t *value)
{
	char words[BP_TOLD_WORDS];
	wide told = number_of(bp_told_words(value, words)), wanted = number_of(c->value);

	if (c->how == BP_QUIZ_LEAST)
		return told >= wanted;
	if (c->how == BP_QUIZ_MOST)
		return told <= wanted;
	return !strcmp(words, c->value);
}

static bool fulfilled(const struct bp_quiz_condition *c, json_t *told)
{
	json_t *values = bp_told_values(told, c->at);
	const size_t all = json_array_size(values);
	size_t i, n = 0, elements = all;
	json_t *value;

	if (all == 1 && json_is_array(json_array_get(values, 0)))
		elements = json_array_size(json_array_get(values, 0));
	json_array_foreach (values, i, value)
		n += holds(c, value);
	json_decref(values);
	switch (c->how) {
	case BP_QUIZ_HAS:
		return n > 0;
	case BP_QUIZ_NOT:
		return n == 0;
	case BP_QUIZ_COUNT:
		return elements == strtoul(c->value, NULL, 10);
	default:
		return all && n == all;
	}
}

struct bp_verdict bp_judge_conditions(const struct bp_quiz *quiz, json_t *told, const char *answer)
{
	for (unsigned i = 0; i < quiz->nr_must; i++)
		if (!fulfilled(&quiz->must[i], told))
			return (struct bp_verdict){
				.hint = hint_of(quiz, answer) ?: quiz->must[i].hint,
			};
	return (struct bp_verdict){ .right = true };
}
