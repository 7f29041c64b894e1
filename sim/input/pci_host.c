/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "input/pci_host.h"

/* "key : value" of a line; NULL when it has another key. */
static const char *value_of(const char *line, const char *key)
{
	size_t length = strlen(key);
	const char *colon = strchr(line, ':');

	if (!colon || strncmp(line, key, length) ||
	    line[length + strspn(line + length, " \t")] != ':')
		return NULL;
	return colon + 1 + strspn(colon + 1, " \t");
}

int bp_pci_cpu_parse(const struct bp_place *at, const char *text, struct bp_p2p_machine *machine,
		     struct bp_error *err)
{
	static const struct {
		const char *name;
		enum bp_p2p_cpu cpu;
	} makers[] = {
		{ "amd", BP_P2P_CPU_AMD },	 { "AuthenticAMD", BP_P2P_CPU_AMD },
		{ "intel", BP_P2P_CPU_OTHER },	 { "GenuineIntel", BP_P2P_CPU_OTHER },
		{ "hygon", BP_P2P_CPU_OTHER },	 { "HygonGenuine", BP_P2P_CPU_OTHER },
		{ "zhaoxin", BP_P2P_CPU_OTHER }, { "CentaurHauls", BP_P2P_CPU_OTHER },
		{ "arm", BP_P2P_CPU_OTHER },	 { "other", BP_P2P_CPU_OTHER },
	};
	const char *colon = strchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : strlen(text);
	unsigned long family = 0;
	char *end = NULL;

	if (colon)
		family = strtoul(colon + 1, &end, 0);
	for (size_t i = 0; i < bp_array_size(makers); i++) {
		if (strlen(makers[i].name) != length || strncasecmp(text, makers[i].name, length))
			continue;
		if ((colon && (end == colon + 1 || *end || family > 0xffff || colon[1] == '-')) ||
		    (!colon && makers[i].cpu == BP_P2P_CPU_AMD))
			break;
		machine->cpu = makers[i].cpu;
		machine->cpu_family = (unsigned)family;
		return 0;
	}
	return bp_place_error(
		at, err,
		"\"%.40s\"; allowed: MAKER:FAMILY as in /proc/cpuinfo, for instance "
		"amd:0x19 or intel:6; makers are amd, intel, hygon, zhaoxin, arm, other",
		text);
}

void bp_pci_host_cpu(const char *path, struct bp_p2p_machine *machine)
{
	FILE *file = fopen(path, "re");
	char line[4096];

	if (!file)
		return;
	machine->cpu = BP_P2P_CPU_OTHER; /* only x86 has makers there (P-20) */
	machine->cpu_family = 0;
	while (fgets(line, sizeof(line), file) && *line != '\n') {
		const char *vendor = value_of(line, "vendor_id");
		const char *family = value_of(line, "cpu family");

		if (vendor && !strncmp(vendor, "AuthenticAMD", 12))
			machine->cpu = BP_P2P_CPU_AMD;
		if (family)
			sscanf(family, "%5u", &machine->cpu_family);
	}
	fclose(file);
}

void bp_pci_host_iommu(const char *path, struct bp_p2p_machine *machine)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;

	if (!dir)
		return;
	machine->iommu = BP_P2P_IOMMU_OFF;
	while ((entry = readdir(dir)))
		if (*entry->d_name != '.')
			machine->iommu = BP_P2P_IOMMU_ON;
	closedir(dir);
}
