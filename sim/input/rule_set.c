/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/string.h>
#include <string.h>

#include <input/rule_set.h>

static const char *list(char names[BP_RULE_NAMES_MAX], bool direct_alone)
{
	const struct bp_rules *rules;

	*names = '\0';
	for (unsigned i = 0; (rules = bp_rules_at(i)); i++) {
		if (direct_alone && !rules->dma_direct)
			continue;
		strlcat(names, *names ? ", " : "", BP_RULE_NAMES_MAX);
		strlcat(names, rules->name, BP_RULE_NAMES_MAX);
	}
	return names;
}

const char *bp_rule_names(char names[BP_RULE_NAMES_MAX])
{
	return list(names, false);
}

const char *bp_rule_names_direct(char names[BP_RULE_NAMES_MAX])
{
	return list(names, true);
}

int bp_rule_set_parse(const struct bp_place *at, const char *text, const struct bp_rules **rules,
		      struct bp_error *err)
{
	const struct bp_rules *found = bp_rules_find(text);
	char names[BP_RULE_NAMES_MAX];

	if (!found)
		return bp_place_error(at, err, "unknown rule set \"%.40s\"; allowed: %s", text,
				      bp_rule_names(names));
	*rules = found;
	return 0;
}

int bp_rule_set_wants_direct(const struct bp_place *at, const struct bp_rules *rules,
			     struct bp_error *err)
{
	char names[BP_RULE_NAMES_MAX];

	if (rules->dma_direct)
		return 0;
	return bp_place_error(at, err,
			      "rule set %s has page bios only; I/O by bus address is allowed "
			      "under: %s",
			      rules->name, bp_rule_names_direct(names));
}

int bp_rule_set_wants_defects(const struct bp_place *at, const struct bp_rules *rules,
			      const struct bp_defects *defects, struct bp_error *err)
{
	char names[BP_RULE_NAMES_MAX];

	for (int i = 0; i < BP_DEFECT_NR && !rules->dma_direct; i++) {
		const struct bp_defect *defect = bp_defect_get((enum bp_defect_id)i);

		if (bp_defect_on(defects, (enum bp_defect_id)i) && defect->origin == BP_ORIGIN_RFC)
			return bp_place_error(at, err,
					      "%s is of I/O by bus address, which rule set %s has "
					      "not; allowed: defects of group base, or rules %s",
					      defect->id, rules->name, bp_rule_names_direct(names));
	}
	return 0;
}

int bp_rule_set_mix(const struct bp_place *at, const char *text, const struct bp_rules *base,
		    struct bp_rules *mixture, struct bp_error *err)
{
	const char *from = strchr(text, '=');
	const struct bp_rules *other = from ? bp_rules_find(from + 1) : NULL;
	size_t length = from ? (size_t)(from - text) : 0;

	for (unsigned which = 0; other && which < BP_RULE_NR; which++) {
		const char *name = bp_rule_switch_get(which)->name;

		if (strlen(name) != length || strncmp(text, name, length))
			continue;
		*mixture = *base;
		bp_rules_take(mixture, other, which);
		return 0;
	}
	return bp_place_error(at, err, "\"%.60s\"; allowed: SWITCH=NAME, of \"blkpath rules\"",
			      text);
}
