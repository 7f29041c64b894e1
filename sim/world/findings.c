/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "world/findings.h"

static const char *const kinds[] = {
	[BP_INFO] = "note",
	[BP_WARN] = "warning",
	[BP_BUG] = "BUG",
	[BP_FINDING] = "finding",
};

/* The kept message of this place, new when it is the first one; NULL when there are too many. */
static struct bp_finding *keep(struct bp_findings *findings, const char *id, const char *where)
{
	struct bp_finding *finding;

	for (unsigned i = 0; i < findings->nr_kept; i++) {
		finding = &findings->kept[i];
		if (!strcmp(finding->id, id) && !strcmp(finding->where, where))
			return finding;
	}
	if (findings->nr_kept == BP_FINDINGS_KEPT)
		return NULL;
	finding = &findings->kept[findings->nr_kept++];
	*finding = (struct bp_finding){ .id = id, .where = where };
	return finding;
}

static void on_report(void *arg, const struct bp_report *report)
{
	const struct bp_site *site = bp_site_get(report->site);
	struct bp_findings *findings = arg;
	struct bp_finding *finding;

	if (site->severity == BP_INFO || report->site == BP_SITE_CHECK_VIOLATION)
		return;
	findings->reports++;
	findings->bug |= site->severity == BP_BUG;
	finding = keep(findings, site->rule, site->function);
	if (!finding || finding->count++)
		return;
	finding->kind = kinds[site->severity];
	snprintf(finding->text, sizeof(finding->text), site->text, (unsigned long long)report->a,
		 (unsigned long long)report->b);
}

static void on_violation(void *arg, const struct bp_violation *violation)
{
	struct bp_findings *findings = arg;
	struct bp_finding *finding = keep(findings, violation->info->id, "check");

	if (!finding || finding->count++)
		return;
	finding->violated = true;
	finding->kind = "violation";
	bp_violation_text(violation, finding->text, sizeof(finding->text));
}

int bp_findings_start(struct bp_findings *findings, struct bp_env *env, bool check)
{
	memset(findings, 0, sizeof(*findings));
	findings->env = env;
	findings->checked = check;
	if (check) {
		findings->check = bp_check_new(env);
		if (!findings->check)
			return -ENOMEM;
		bp_check_on_violation(findings->check, on_violation, findings);
	}
	env->on_report = on_report;
	env->report_arg = findings;
	return 0;
}

void bp_findings_end(struct bp_findings *findings, u64 pages_held)
{
	if (findings->check && !findings->bug)
		bp_check_end(findings->check, pages_held);
}

void bp_findings_stop(struct bp_findings *findings)
{
	if (!findings->env)
		return;
	if (findings->check) {
		for (int id = 0; id < BP_INV_NR; id++)
			findings->judged += findings->judged_of[id] =
				bp_check_judged(findings->check, (enum bp_invariant)id);
		findings->violations = bp_check_total(findings->check);
		bp_check_free(findings->check);
		findings->check = NULL;
	}
	findings->env->on_report = NULL;
	findings->env = NULL;
}

bool bp_findings_any(const struct bp_findings *findings)
{
	return findings->reports || findings->violations;
}
