/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What blkpath explain has found out, and its two ways of telling it.
 */
#ifndef SIM_CLI_EXPLAIN_H
#define SIM_CLI_EXPLAIN_H

#include "cli/cli.h"
#include "input/scenario.h"
#include "world/device.h"
#include "world/findings.h"
#include "world/nvme.h"
#include "world/nvme_story.h"
#include "world/story.h"

struct bp_explanation {
	const struct bp_scenario *scenario;
	const struct queue_limits *limits; /* with what the device made of them */
	const struct bp_world_device *device;
	const struct bp_world_nvme *controller; /* NULL: a null device */
	const struct bp_story *story;
	const struct bp_nvme_story *nvme; /* NULL: a null device */
	const struct bp_findings *findings;
	bool verbose;
};

/* For people.  Returns 0 or -ENOMEM. */
int bp_explain_text(FILE *out, const struct bp_explanation *explanation);

/* The same as a picture, and as a page with pictures. */
int bp_explain_svg(FILE *out, const struct bp_explanation *explanation);
int bp_explain_html(FILE *out, const struct bp_explanation *explanation);

/* The commands and steps of a controller for programs. */
json_t *bp_commands_json(const struct bp_explanation *explanation);
json_t *bp_steps_json(const struct bp_nvme_story *story);

/* For programs; NULL when there is no memory. */
json_t *bp_explain_json(const struct bp_explanation *explanation);

#endif
