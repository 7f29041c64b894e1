/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rule sets as people ask for them: by name, and only with what the kernels of that name can do.
 */
#ifndef SIM_INPUT_RULE_SET_H
#define SIM_INPUT_RULE_SET_H

#include <blkpath/defects.h>
#include <blkpath/rules.h>

#include <input/units.h>

#define BP_RULE_NAMES_MAX 96

/* "v5.2, v6.1, ...": all of them, or those with bios by bus address. */
const char *bp_rule_names(char names[BP_RULE_NAMES_MAX]);
const char *bp_rule_names_direct(char names[BP_RULE_NAMES_MAX]);

/**
 * bp_rule_set_parse - read the name of a rule set
 * @at: where the text stands
 * @text: the text; NULL for the default
 * @rules: receives the rule set
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled.
 */
int bp_rule_set_parse(const struct bp_place *at, const char *text, const struct bp_rules **rules,
		      struct bp_error *err);

/**
 * bp_rule_set_wants_direct - something is asked for that only bios by bus address have
 * @at: where it is asked for
 * @rules: the rule set
 * @err: receives the message
 *
 * Return: 0 when the rule set has such bios, else -EINVAL with @err filled.
 */
int bp_rule_set_wants_direct(const struct bp_place *at, const struct bp_rules *rules,
			     struct bp_error *err);

/**
 * bp_rule_set_wants_defects - defects are asked for
 * @at: where
 * @rules: the rule set
 * @defects: the switches
 * @err: receives the message
 *
 * Defects of the RFC are those of bios by bus address.
 *
 * Return: 0, or -EINVAL with @err filled when the rule set has no RFC to be defective.
 */
int bp_rule_set_wants_defects(const struct bp_place *at, const struct bp_rules *rules,
			      const struct bp_defects *defects, struct bp_error *err);

/**
 * bp_rule_set_mix - a rule set with one switch of another
 * @at: where the text stands
 * @text: "SWITCH=NAME", the switch and the rule set that it is taken from
 * @base: all other switches
 * @mixture: receives what comes out; its name stays @base's
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled.
 */
int bp_rule_set_mix(const struct bp_place *at, const char *text, const struct bp_rules *base,
		    struct bp_rules *mixture, struct bp_error *err);

#endif
