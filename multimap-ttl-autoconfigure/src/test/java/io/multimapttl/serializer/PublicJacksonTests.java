package io.multimapttl.serializer;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Tests that only those parts of Jackson are used that its next version keeps.
 */
class PublicJacksonTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.multimapttl.serializer");

	@Test
	void noClassOfJacksonsImplementationIsUsed() {
		noClasses().should().dependOnClassesThat().resideInAPackage("tools.jackson..impl..").check(CLASSES);
	}

	@Test
	void noMethodThatBeginsWithAnUnderscoreIsCalledOrOverridden() {
		noClasses().should()
			.callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.nameStartingWith("_")))
			.check(CLASSES);
		methods().should().haveNameNotStartingWith("_").check(CLASSES);
	}

}
