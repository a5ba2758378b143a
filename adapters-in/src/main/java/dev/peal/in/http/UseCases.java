package dev.peal.in.http;

import dev.peal.application.port.in.Authenticate;
import dev.peal.application.port.in.ChangeGroup;
import dev.peal.application.port.in.FindAccounts;
import dev.peal.application.port.in.FindGroups;
import dev.peal.application.port.in.ListConversations;
import dev.peal.application.port.in.ListNodes;
import dev.peal.application.port.in.LogIn;
import dev.peal.application.port.in.RegisterAccount;
import dev.peal.application.port.in.ReportStatus;

/// What the HTTP API can call.
public record UseCases(
    RegisterAccount registerAccount,
    LogIn logIn,
    Authenticate authenticate,
    FindAccounts findAccounts,
    ChangeGroup changeGroup,
    FindGroups findGroups,
    ListConversations listConversations,
    ReportStatus reportStatus,
    ListNodes listNodes) {}
