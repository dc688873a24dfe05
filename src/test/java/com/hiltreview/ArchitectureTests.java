package com.hiltreview;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.haveRawParameterTypes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.hiltreview.access.Admit;
import com.hiltreview.access.ApiController;
import com.hiltreview.access.Role;
import com.hiltreview.audit.Actor;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.Entity;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.repository.Repository;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.stereotype.Service;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** The rules of the house; each tells how to mend what breaks it. */
class ArchitectureTests {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("com.hiltreview");

    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages("com.hiltreview");

    private static final DescribedPredicate<JavaClass> WEB_TYPES =
            resideInAnyPackage("jakarta.servlet..", "org.springframework.http..", "org.springframework.web..");

    private static final DescribedPredicate<JavaClass> DATA_ACCESS = describe(
            "repositories and JDBC",
            type -> type.isAssignableTo(Repository.class) || type.isAssignableTo(JdbcOperations.class));

    private static final DescribedPredicate<JavaMethod> HANDLERS = describe(
            "handle requests",
            method -> method.isAnnotatedWith(RequestMapping.class) || method.isMetaAnnotatedWith(RequestMapping.class));

    @Test
    void modulesKeepToEachOthersPublicTypes() {
        ApplicationModules.of(HiltReviewApplication.class).verify();
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("com.hiltreview.(*)..")
                .should()
                .beFreeOfCycles()
                .because("features point one way; publish an event, as SourceDeleted, or move the type down")
                .check(CLASSES);
    }

    @Test
    void nothingDependsOnSecurity() {
        noClasses()
                .that()
                .resideOutsideOfPackage("com.hiltreview.security..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.hiltreview.security..")
                .because("security stands on top; what features need of the caller is in com.hiltreview.access")
                .check(CLASSES);
    }

    @Test
    void controllersLeaveDataToServices() {
        noClasses()
                .that()
                .areAnnotatedWith(ApiController.class)
                .should()
                .dependOnClassesThat(DATA_ACCESS)
                .because("a controller translates HTTP; move the query into the feature's service")
                .check(CLASSES);
    }

    @Test
    void servicesKnowNothingOfHttp() {
        noClasses()
                .that()
                .areAnnotatedWith(Service.class)
                .should()
                .dependOnClassesThat(WEB_TYPES)
                .because("a service is called by workers too; read the request in the controller and pass plain values")
                .check(CLASSES);
    }

    @Test
    void transactionsBeginInServices() {
        methods()
                .that()
                .areAnnotatedWith(Transactional.class)
                .should()
                .beDeclaredInClassesThat()
                .areAnnotatedWith(Service.class)
                .orShould()
                .beDeclaredInClassesThat()
                .areAssignableTo(Repository.class)
                .because(
                        "a transaction around HTTP keeps a connection busy; put @Transactional on the service's method")
                .check(CLASSES);
    }

    @Test
    void handlersSayWhomTheyAdmit() {
        methods()
                .that(HANDLERS)
                .should()
                .beAnnotatedWith(Admit.class)
                .because(
                        "a handler without @Admit admits nobody; say so with an empty @Admit if it is open to everybody")
                .check(CLASSES);
    }

    @Test
    void administratorsAreWrittenDown() {
        methods()
                .that()
                .areAnnotatedWith(Admit.class)
                .and(describe("change something", (JavaMethod method) -> !method.isAnnotatedWith(GetMapping.class)))
                .and(describe("are for administrators only", (JavaMethod method) -> {
                    var roles = List.of(method.getAnnotationOfType(Admit.class).value());
                    return roles.contains(Role.ADMIN_REVIEWER)
                            && !roles.contains(Role.REVIEWER)
                            && !roles.contains(Role.SOURCE);
                }))
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage("com.hiltreview.audit..")
                .should(haveRawParameterTypes(describe(
                        "with an Actor among them",
                        (List<JavaClass> types) -> types.stream().anyMatch(type -> type.isEquivalentTo(Actor.class)))))
                .because("what administrators do leaves a line in the audit log; take the Actor, and pass it on")
                .check(CLASSES);
    }

    @Test
    void entitiesStayInTheirFeature() {
        classes()
                .that()
                .areAnnotatedWith(Entity.class)
                .should()
                .bePackagePrivate()
                .because("other features hold ids or call the service; return a record instead of the entity")
                .check(CLASSES);
    }

    @Test
    void dependenciesComeThroughConstructors() {
        noFields()
                .should()
                .beAnnotatedWith(Autowired.class)
                .because("a constructor shows what a class needs, and lets the field be final")
                .check(CLASSES);
    }

    @Test
    void clocksAreInjected() {
        noClasses()
                .that(describe("hold state of the domain", type -> !type.isAssignableTo(Clock.class)))
                .should()
                .callMethod(java.time.Instant.class, "now")
                .because("a test must be able to move the time; take the Clock bean and call instant()")
                .check(CLASSES);
    }

    @Test
    void loggersAreConstants() {
        fields().that()
                .haveRawType(org.slf4j.Logger.class)
                .should()
                .bePrivate()
                .andShould()
                .beStatic()
                .andShould()
                .beFinal()
                .because("a logger belongs to its class; declare it private static final")
                .check(CLASSES);
    }

    @Test
    void testsWithSettingsOfTheirOwnCloseTheirInstance() {
        classes()
                .that()
                .areAnnotatedWith(TestPropertySource.class)
                .should()
                .beAnnotatedWith(DirtiesContext.class)
                .because("an instance that stays open goes on taking deliveries from the tests that follow")
                .check(TESTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"common", "util", "model", "dto", "impl"})
    void packagesAreNamedAfterFeatures(String name) {
        noClasses()
                .should()
                .resideInAPackage("com.hiltreview.." + name + "..")
                .because("a drawer for everything belongs to nobody; put the type beside the feature that needs it")
                .allowEmptyShould(true)
                .check(CLASSES);
    }
}
