// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.mehari.engine.RevisionRules;
import dev.mehari.model.ModelStore;
import dev.mehari.nodes.ProcessorPlugin;
import dev.mehari.oip.Limits;
import dev.mehari.oip.Setting;
import dev.mehari.oip.grpc.GrpcOptions;
import dev.mehari.oip.rest.RestOptions;
import dev.mehari.runtime.trees.XGBoostRuntime;

/**
 * All settings {@code mehari.*}: those that rooms declare, gathered, and those of rooms that know no settings but read one.
 * A test searches the sources for settings that aren't here.
 */
final class SettingsTable {
    static final Setting STANDBY = new Setting(
            RevisionRules.STANDBY_SETTING,
            String.valueOf(RevisionRules.DEFAULT.standby()),
            "revisions of a graph that were live and stay loaded, for instant rollback");
    static final Setting LOAD_LIMIT = new Setting(
            RevisionRules.LOAD_LIMIT_SETTING,
            RevisionRules.DEFAULT.loadLimit().toMinutes() + "m",
            "after which a revision that isn't loaded is given up; spec.warmup.limit comes on top");
    static final Setting WATCH_INTERVAL =
            new Setting(Watch.INTERVAL_SETTING, "1s", "how often --watch looks whether files have changed");

    /** Where the folder of one graph's models is given; {@code GRAPH} stands for its name. */
    static final String FOLDER = "mehari.GRAPH.folder";

    private static final Pattern FOLDER_OF = Pattern.compile("mehari\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?\\.folder");
    private static final int FAR = 3;

    private static final List<Setting> OWN = List.of(
            STANDBY,
            LOAD_LIMIT,
            WATCH_INTERVAL,
            new Setting(
                    ManagementAccess.TOKEN_SETTING,
                    "",
                    "bearer token for the management API; wanted where --management-host isn't loopback"),
            new Setting(
                    Server.GRACE_SETTING,
                    String.valueOf(Server.GRACE_SECONDS),
                    "seconds that requests under way get at SIGTERM"),
            new Setting(
                    ModelStore.OUTSIDE_SETTING,
                    "false",
                    "whether local models may lie outside their graph file's folder"),
            new Setting(
                    "mehari.models.mounts",
                    "/mehari/mounts",
                    "folder where configmap/NAME and pvc/CLAIM are, for configmap:// and pvc:// models"),
            new Setting("mehari.home", "", "folder where 'mehari integration' keeps fetched models; empty: ~/.mehari"),
            new Setting(FilesMixin.TAP_SCHEMES, "", "Camel schemes that taps may send to, separated by commas"),
            new Setting(
                    ProcessorPlugin.ENABLED,
                    "true",
                    "whether steps run on our processors; Camel's give the same answers, only slower"),
            new Setting("mehari.breaker.failures", "5", "failures in a row that open a guarded step's breaker"),
            new Setting("mehari.breaker.pause", "10s", "how long an open breaker waits before it tries again"),
            new Setting(
                    "mehari.call.timeout", "30s", "for a call of another server where neither step nor request say"),
            new Setting("mehari.call.max-answer-bytes", "67108864", "bytes of another server's answer, at most"),
            new Setting("mehari.split.max-bytes", "268435456", "bytes that a split may make of a request, at most"),
            new Setting(XGBoostRuntime.MAX_BYTES_SETTING, "1073741824", "bytes of an XGBoost model's file, at most"),
            new Setting("mehari.natives", "", "folder for unpacked native libraries; empty: the user's cache folder"),
            new Setting("mehari.storage.http.max-bytes", "4294967296", "bytes of a model fetched over HTTP, at most"),
            new Setting(
                    "mehari.storage.http.answer-timeout",
                    "30s",
                    "until a connection stands, and until its answer begins"),
            new Setting("mehari.storage.http.timeout", "15m", "for a whole download, redirects included"),
            new Setting(
                    "mehari.storage.http.hosts",
                    "",
                    "hosts that models may be fetched from, separated by commas, *.example.org for all below; empty: any"),
            new Setting(
                    "mehari.credentials",
                    "/mehari/credentials",
                    "folder of credentials for s3:// and oci:// models, a file for each, as a Secret is mounted"),
            new Setting(
                    "mehari.oci.plain-http",
                    "",
                    "registries of oci:// models that are asked by http, host:port, separated by commas"),
            new Setting("mehari.s3.endpoint", "", "address of a store that speaks S3; empty: Amazon's"),
            new Setting("mehari.s3.region", "", "region of S3 buckets; empty: AWS_REGION, else us-east-1"),
            new Setting(
                    "mehari.s3.path-style",
                    "auto",
                    "whether buckets stand in the path (true) or in the host's name (false); auto: in the path at an endpoint"),
            new Setting(FOLDER, "", "where relative model URIs of that graph start; empty: its file's folder"));

    private static final Set<String> SECRETS = Set.of(ManagementAccess.TOKEN_SETTING);

    private final List<Setting> settings;

    /** Settings of a module that adds commands; found by ServiceLoader. */
    public interface Source {
        List<Setting> settings();
    }

    private SettingsTable(List<Setting> settings) {
        this.settings = settings;
    }

    /** Those of this installation. */
    static SettingsTable installed() {
        List<Setting> all = new ArrayList<>(OWN);
        Stream.of(Limits.settings(), RestOptions.settings(), GrpcOptions.settings())
                .forEach(all::addAll);
        ServiceLoader.load(Source.class).forEach(source -> all.addAll(source.settings()));
        all.sort(Comparator.comparing(Setting::name));
        return new SettingsTable(List.copyOf(all));
    }

    /** By name. */
    List<Setting> all() {
        return settings;
    }

    /** The names of those whose value nobody may see. */
    Set<String> secrets() {
        return SECRETS;
    }

    /** The kind of value that a setting takes, in a word. */
    static String type(Setting setting) {
        String value = setting.byDefault();
        if (value.equals("true") || value.equals("false")) {
            return "true, false";
        } else if (value.matches("\\d+(ms|s|m)")) {
            return "duration";
        } else if (value.matches("\\d+(KiB|MiB|GiB)")) {
            return "size";
        } else if (value.matches("\\d+")) {
            return "number";
        }
        return "text";
    }

    boolean knows(String name) {
        return FOLDER_OF.matcher(name).matches()
                || settings.stream().anyMatch(setting -> setting.name().equals(name));
    }

    /** @param where it was given @throws UsageException if there is no such setting */
    void require(String name, String where) {
        if (!knows(name)) {
            throw new UsageException("there is no setting '" + name + "', given by " + where + "." + nearest(name)
                    + " 'mehari settings' lists all");
        }
    }

    private String nearest(String name) {
        Set<String> near = new TreeSet<>();
        int best = FAR + 1;
        for (Setting setting : settings) {
            int far = distance(name, setting.name(), best);
            if (far < best) {
                near.clear();
                best = far;
            }
            if (far <= FAR && far == best) {
                near.add(setting.name());
            }
        }
        return near.isEmpty() ? "" : " Did you mean '" + near.iterator().next() + "'?";
    }

    /** Edits that make one text the other (Levenshtein 1966); more than {@code most} is told as more. */
    private static int distance(String one, String other, int most) {
        if (Math.abs(one.length() - other.length()) > most) {
            return most + 1;
        }
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[other.length()];
    }

    /** The setting that a variable of the environment gives: {@code MEHARI_TAPS_SCHEMES}; others have other readers. */
    Optional<String> ofEnvironment(String variable) {
        return settings.stream()
                .map(Setting::name)
                .filter(name -> environment(name).equals(variable))
                .findFirst();
    }

    /** How a setting is written in the environment. */
    static String environment(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
