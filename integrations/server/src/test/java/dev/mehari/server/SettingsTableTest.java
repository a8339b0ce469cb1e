// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.mehari.oip.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** That the table of settings is the truth. */
class SettingsTableTest {
    private static final Pattern LITERAL = Pattern.compile("\"(mehari\\.[a-z0-9.-]*[a-z0-9])\"");
    /** Names that look like settings: metrics, a logger. */
    private static final Pattern OTHER = Pattern.compile("mehari\\.tap\\.log|mehari\\.dev.*");

    @TempDir
    private Path folder;

    @Test
    void hasEverySettingThatTheSourcesRead() throws Exception {
        Path root = Path.of(System.getProperty("mehari.root", "../.."))
                .toAbsolutePath()
                .normalize();
        Set<String> unknown = new TreeSet<>();
        SettingsTable table = SettingsTable.installed();
        for (String floor : new String[] {"processors", "routes", "observability", "integrations"}) {
            try (Stream<Path> files = Files.walk(root.resolve(floor))) {
                files.filter(file -> file.toString().contains("/src/main/java/")
                                && file.toString().endsWith(".java")
                                && !file.endsWith("Metric.java"))
                        .forEach(file -> literals(file).stream()
                                .filter(name -> !OTHER.matcher(name).matches() && !table.knows(name))
                                .forEach(name -> unknown.add(name + " in " + root.relativize(file))));
            }
        }
        assertThat(unknown).as("settings that 'mehari settings' doesn't list").isEmpty();
    }

    private static Set<String> literals(Path file) {
        try {
            Set<String> names = new TreeSet<>();
            for (Matcher literal = LITERAL.matcher(Files.readString(file)); literal.find(); ) {
                names.add(literal.group(1));
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void saysWhatEachSettingMeansAndNamesItOnce() {
        assertThat(SettingsTable.installed().all()).extracting(Setting::name).doesNotHaveDuplicates();
        assertThat(SettingsTable.installed().all())
                .allSatisfy(setting -> assertThat(setting.meaning()).isNotBlank());
    }

    @Test
    void readsTheEnvironmentByNamesWithoutDashesAndDots() throws Exception {
        Settings settings =
                Settings.of(folder, Map.of("MEHARI_TREES_MAX_BYTES", "7", "MEHARI_JAVA_OPTS", "-Xmx1g"), Map.of());

        assertThat(settings.text("mehari.trees.max-bytes")).contains("7");
        assertThat(settings.properties()).hasSize(1);
        System.clearProperty("mehari.trees.max-bytes");
    }

    @Test
    void refusesAnUnknownSettingAndGuessesWhatWasMeant() {
        assertThatThrownBy(() -> Settings.of(folder, Map.of(), Map.of("mehari.revisions.stanby", "2")))
                .isInstanceOf(UsageException.class)
                .hasMessage("there is no setting 'mehari.revisions.stanby', given by --set. Did you mean"
                        + " 'mehari.revisions.standby'? 'mehari settings' lists all");
        assertThatThrownBy(() -> Settings.of(folder, Map.of(), Map.of("xyzzy", "2")))
                .hasMessage("there is no setting 'mehari.xyzzy', given by --set. 'mehari settings' lists all");
    }

    @Test
    void refusesAnUnknownSettingInTheFileToo() throws Exception {
        Files.writeString(folder.resolve("application.properties"), "mehari.http.prot=1\nother.thing=2\n");

        assertThatThrownBy(() -> Settings.of(folder, Map.of(), Map.of()))
                .hasMessageContaining("application.properties")
                .hasMessageContaining("mehari.http.port");
    }

    @Test
    void takesTheFolderOfAnyGraph() {
        assertThat(SettingsTable.installed().knows("mehari.credit-2.folder")).isTrue();
        assertThat(SettingsTable.installed().knows("mehari.Credit.folder")).isFalse();
    }

    @Test
    void showsTheTokenToNobodyButWhoAsksForIt() {
        Settings settings = Settings.of(folder, Map.of("MEHARI_MANAGEMENT_TOKEN", "0123456789abcdef"), Map.of());

        assertThat(settings.secret(ManagementAccess.TOKEN_SETTING)).contains("0123456789abcdef");
        assertThat(settings.properties()).isEmpty();
        assertThat(System.getProperty(ManagementAccess.TOKEN_SETTING)).isNull();
    }
}
