/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From options to what a command works on: limits and scenarios.
 */
#ifndef SIM_CLI_SUBJECT_H
#define SIM_CLI_SUBJECT_H

#include "cli/options.h"
#include "input/scenario.h"

/* Pages of a world that flags describe; scenarios may say otherwise. */
#define BP_FLAG_PAGE_SHIFT 12

/* --limits and --set.  Returns 0, or negative errno with @err filled. */
int bp_subject_limits(const struct bp_options *options, struct bp_limits_doc *doc,
		      struct bp_error *err);

/**
 * bp_subject_layout - where --layout puts the data of an I/O
 * @options: options; their rule set must have bios by bus address when the layout is dma
 * @limits: told to take I/O by bus address when the layout is dma
 * @layout: receives the layout
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_subject_layout(const struct bp_options *options, struct bp_limits_doc *limits,
		      struct bp_layout *layout, struct bp_error *err);

/* --device as the commands take it that map memory for it. */
#define BP_DEVICE_WORDS "nvme, or a device that the data is mapped for: dma_mask=, ... (none)"

/**
 * bp_subject_device - what --device, --machine and --iommu say
 * @options: options
 * @page_shift: log2 of the page size
 * @device: device, on top of what it says already
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_subject_device(const struct bp_options *options, unsigned page_shift,
		      struct bp_device_doc *device, struct bp_error *err);

/**
 * bp_subject_nvme - what --nvme, --fault, --queues and --depth say of an NVMe controller
 * @options: options
 * @device: device; is one if it, @nvme or an option says so
 * @nvme: controller, on top of what it says already
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_subject_nvme(const struct bp_options *options, struct bp_device_doc *device,
		    struct bp_nvme_doc *nvme, struct bp_error *err);

/* Whether a rule set has what --defect names. Returns 0, or -EINVAL with @err filled. */
int bp_subject_defects(const struct bp_options *options, const struct bp_rules *rules,
		       struct bp_error *err);

/**
 * bp_subject_scenario - the scenario of a file, or one I/O made of flags
 * @options: options; those that were given win over the file
 * @scenario: receives the scenario, to be freed with bp_scenario_free()
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_subject_scenario(const struct bp_options *options, struct bp_scenario **scenario,
			struct bp_error *err);

#endif
