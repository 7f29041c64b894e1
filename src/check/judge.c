/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdio.h>

#include "judge.h"

enum bp_ck_verdict bp_ck_verdict(struct bp_case *c, bool holds, const char *numbers, ...)
{
	va_list args;

	if (holds)
		return BP_HOLDS;
	va_start(args, numbers);
	vsnprintf(c->check->numbers, sizeof(c->check->numbers), numbers, args);
	va_end(args);
	return BP_BROKEN;
}

static void tell(const struct bp_case *c, enum bp_invariant id)
{
	struct bp_check *check = c->check;
	char picture[BP_PICTURE_BYTES];
	struct bp_violation violation = {
		.id = id,
		.info = bp_invariant_get(id),
		.env = check->env,
		.at = c->at,
		.numbers = check->numbers,
		.picture = picture,
		.bio_serial = c->bio_serial,
		.rq_serial = c->rq_serial,
	};

	check->broken[id]++;
	bp_finding(check->env, BP_SITE_CHECK_VIOLATION, id, c->bio_serial);
	if (!check->on_violation)
		return;
	bp_ck_picture(c, picture, sizeof(picture));
	check->on_violation(check->arg, &violation);
}

void bp_ck_judge_one(struct bp_case *c, enum bp_invariant id, bp_law_fn *judge)
{
	enum bp_ck_verdict verdict;

	if (c->check->blind || c->pre < bp_invariant_get(id)->pre)
		return;
	verdict = judge(c);
	if (verdict == BP_NO_CASE)
		return;
	c->check->judged[id]++;
	if (verdict == BP_BROKEN)
		tell(c, id);
}

void bp_ck_judge(struct bp_case *c, const struct bp_law *laws, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bp_ck_judge_one(c, laws[i].id, laws[i].judge);
}
